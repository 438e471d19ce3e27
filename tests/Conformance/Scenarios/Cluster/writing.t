Objects are created, changed in every way kubectl knows, and deleted (every version).

  $ kubectl create configmap one --from-literal=color=red
  configmap/one created
  $ kubectl create configmap one --from-literal=color=red
  error: failed to create configmap: configmaps "one" already exists
  [1]
  $ kubectl get configmap one -o yaml
  apiVersion: v1
  data:
    color: red
  kind: ConfigMap
  metadata:
    creationTimestamp: "<time>"
    name: one
    namespace: default
    resourceVersion: "<rv>"
    uid: <uid>
  $ cat > two.yaml <<EOD
  > apiVersion: v1
  > kind: ConfigMap
  > metadata:
  >   name: two
  >   labels:
  >     app: demo
  > data:
  >   size: small
  > EOD
  $ kubectl diff -f two.yaml | grep -v '^[-+][-+][-+] ' | tail -n +2
  @@ -0,0 +1,11 @@
  +apiVersion: v1
  +data:
  +  size: small
  +kind: ConfigMap
  +metadata:
  +  creationTimestamp: "<time>"
  +  labels:
  +    app: demo
  +  name: two
  +  namespace: default
  +  uid: <uid>
  $ kubectl apply -f two.yaml
  configmap/two created
  $ kubectl apply -f two.yaml
  configmap/two unchanged
  $ sed -i s/small/large/ two.yaml
  $ kubectl diff -f two.yaml | grep '^[-+] '
  -  size: small
  +  size: large
  $ kubectl apply -f two.yaml --dry-run=server
  configmap/two configured (server dry run)
  $ kubectl get configmap two -o jsonpath='{.data.size}{"\n"}'
  small
  $ kubectl apply -f two.yaml --dry-run=client
  configmap/two configured (dry run)
  $ kubectl apply -f two.yaml
  configmap/two configured
  $ kubectl get configmap two -o jsonpath='{.data.size}{"\n"}'
  large
  $ kubectl replace -f two.yaml
  configmap/two replaced
  $ kubectl replace --force -f two.yaml
  configmap "two" deleted<? from default namespace>
  configmap/two replaced
  $ kubectl patch configmap two -p '{"data":{"shape":"round"}}'
  configmap/two patched
  $ kubectl patch configmap two -p '{"data":{"shape":"round"}}'
  configmap/two patched (no change)
  $ kubectl patch configmap two --type=merge -p '{"data":{"shape":null}}'
  configmap/two patched
  $ kubectl patch configmap two --type=json -p '[{"op":"test","path":"/data/size","value":"large"},{"op":"add","path":"/data/a~1b","value":"c"}]'
  The ConfigMap "two" is invalid: data[a/b]: Invalid value: "a/b": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')
  [1]
  $ kubectl patch configmap two --type=json -p '[{"op":"test","path":"/data/size","value":"small"}]'
  The request is invalid: the server rejected our request due to an error in our request
  [1]
  $ kubectl patch configmap two --type=json -p '[{"op":"remove","path":"/data/nothing"}]'
  The request is invalid: the server rejected our request due to an error in our request
  [1]
  $ kubectl get configmap two -o jsonpath='{.data}{"\n"}'
  {"size":"large"}
  $ kubectl label configmap two app=other
  error: 'app' already has a value (demo), and --overwrite is false
  [1]
  $ kubectl label configmap two app=other --overwrite tier=back
  configmap/two labeled
  $ kubectl label configmap two tier-
  configmap/two unlabeled
  $ kubectl annotate configmap two note='written by hand'
  configmap/two annotated
  $ kubectl annotate configmap two note-
  configmap/two annotated
  $ printf '#!/bin/sh\nsed -i s/large/huge/ "$1"\n' > editor; chmod +x editor
  $ KUBE_EDITOR=./editor kubectl edit configmap two
  configmap/two edited
  $ KUBE_EDITOR=./editor kubectl edit configmap two
  Edit cancelled, no changes made.
  $ kubectl get configmap two -o jsonpath='{.data.size}{"\n"}'
  huge
  $ kubectl get configmap two -o yaml | sed 's/resourceVersion: .*/resourceVersion: "1"/' | kubectl replace -f -
  Error from server (Conflict): error when replacing "STDIN": Operation cannot be fulfilled on configmaps "two": the object has been modified; please apply your changes to the latest version and try again
  [1]
  $ kubectl get configmap two -o yaml | sed 's/uid: .*/uid: 11111111-1111-4111-8111-111111111111/' | kubectl replace -f -
  Error from server (Conflict): error when replacing "STDIN": Operation cannot be fulfilled on configmaps "two": Precondition failed: UID in precondition: <uid>, UID in object meta: <uid>
  [1]
  $ kubectl delete configmap two
  configmap "two" deleted<? from default namespace>
  $ kubectl delete configmap two
  Error from server (NotFound): configmaps "two" not found
  [1]
  $ kubectl delete configmap two --ignore-not-found
  $ kubectl replace -f two.yaml
  Error from server (NotFound): error when replacing "two.yaml": configmaps "two" not found
  [1]
  $ kubectl create -f two.yaml --save-config
  configmap/two created
  $ kubectl delete -f two.yaml --wait=false
  configmap "two" deleted<? from default namespace>
  $ kubectl create -f - <<EOD
  > apiVersion: v1
  > kind: ConfigMap
  > metadata:
  >   generateName: drawn-
  > immutable: true
  > data:
  >   a: b
  > EOD
  configmap/drawn-<id> created
  $ kubectl patch $(kubectl get configmap -o name | grep drawn-) -p '{"data":{"a":"c"}}'
  The ConfigMap "drawn-<id>" is invalid: data: Forbidden: field is immutable when `immutable` is set
  [1]
