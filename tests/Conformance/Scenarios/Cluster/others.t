Commands about the server rather than its objects.

  $ kubectl top nodes
  error: Metrics API not available
  [1]
  $ kubectl top pods
  error: Metrics API not available
  [1]
  $ > proxy; kubectl proxy --port=0 > proxy & proxy=$!
  > until grep -q Starting proxy; do sleep 0.05; done
  > curl -s http://$(grep -o '127[^ ]*' proxy)/api/v1/namespaces/default | tr -d ' \n' | cut -c1-40; echo
  > kill $proxy
  {"apiVersion":"v1","kind":"Namespace","m
  $ kubectl config view --minify -o jsonpath='{.contexts[0].name}{"\n"}'
  admin
  $ kubectl config set-context --current --namespace=kube-system; kubectl get cm; kubectl config set-context --current --namespace=default
  Context "admin" modified.
  No resources found in kube-system namespace.
  Context "admin" modified.
  $ kubectl logs nothing
  error: error from server (NotFound): pods "nothing" not found in namespace "default"
  [1]
  $ kubectl create configmap c --dry-run=server -o yaml
  apiVersion: v1
  kind: ConfigMap
  metadata:
    creationTimestamp: "<time>"
    name: c
    namespace: default
    uid: <uid>
  $ kubectl get cm c
  Error from server (NotFound): configmaps "c" not found
  [1]
  $ kubectl cluster-info dump --namespaces default -o json > dump; echo $?
  0
