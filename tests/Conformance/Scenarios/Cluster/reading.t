The ways to read.

  $ for n in a b c d e; do kubectl create configmap $n --from-literal=k=$n -o name; done
  configmap/a
  configmap/b
  configmap/c
  configmap/d
  configmap/e
  $ kubectl label configmap a b tier=front; kubectl label configmap c tier=back
  configmap/a labeled
  configmap/b labeled
  configmap/c labeled
  $ kubectl get configmaps
  NAME   DATA   AGE
  a      1      <age>
  b      1      <age>
  c      1      <age>
  d      1      <age>
  e      1      <age>
  $ kubectl get cm a c --show-labels
  NAME   DATA   AGE   LABELS
  a      1      <age>    tier=front
  c      1      <age>    tier=back
  $ kubectl get cm -L tier
  NAME   DATA   AGE   TIER
  a      1      <age>    front
  b      1      <age>    front
  c      1      <age>    back
  d      1      <age>
  e      1      <age>
  $ kubectl get cm -l tier=front
  NAME   DATA   AGE
  a      1      <age>
  b      1      <age>
  $ kubectl get cm -l 'tier in (front, back),tier!=front'
  NAME   DATA   AGE
  c      1      <age>
  $ kubectl get cm -l '!tier' -o name
  configmap/d
  configmap/e
  $ kubectl get cm -l 'tier in front'
  Error from server (BadRequest): Unable to find "/v1, Resource=configmaps" that match label selector "tier in front", field selector "": unable to parse requirement: found 'f' expected: '('
  [1]
  $ kubectl get cm --field-selector metadata.name=b
  NAME   DATA   AGE
  b      1      <age>
  $ kubectl get cm --field-selector data.k=b
  Error from server (BadRequest): Unable to find "/v1, Resource=configmaps" that match label selector "", field selector "data.k=b": field label not supported: data.k
  [1]
  $ kubectl get cm --sort-by=.data.k --no-headers
  a     1     <age>
  b     1     <age>
  c     1     <age>
  d     1     <age>
  e     1     <age>
  $ kubectl get cm --sort-by='{.metadata.name}' -o custom-columns=NAME:.metadata.name,K:.data.k,NONE:.data.none
  NAME   K     NONE
  a      a     <none>
  b      b     <none>
  c      c     <none>
  d      d     <none>
  e      e     <none>
  $ kubectl get cm --chunk-size=2 -o name
  configmap/a
  configmap/b
  configmap/c
  configmap/d
  configmap/e
  $ kubectl get cm -o jsonpath='{range .items[?(@.data.k>"b")]}{.metadata.name}={.data.k} {end}{"\n"}'
  c=c d=d e=e
  $ kubectl get cm a -o json
  {
      "apiVersion": "v1",
      "data": {
          "k": "a"
      },
      "kind": "ConfigMap",
      "metadata": {
          "creationTimestamp": "<time>",
          "labels": {
              "tier": "front"
          },
          "name": "a",
          "namespace": "default",
          "resourceVersion": "<rv>",
          "uid": "<uid>"
      }
  }
  $ kubectl get cm nothing
  Error from server (NotFound): configmaps "nothing" not found
  [1]
  $ kubectl get cm -A --field-selector metadata.namespace=default -o name | wc -l
  5
  $ kubectl get pods
  No resources found in default namespace.
  $ kubectl get pods,cm -l tier=back
  NAME          DATA   AGE
  configmap/c   1      <age>
  $ kubectl get --raw '/api/v1/namespaces/default/configmaps?limit=2' | tr , '\n' | grep -c '"name":'
  2
  $ kubectl get --raw '/api/v1/namespaces/default/configmaps?limit=2' | grep -o '"remainingItemCount":[0-9]*'
  "remainingItemCount":3
  $ kubectl get cm -o go-template='{{range .items}}{{.metadata.name}}{{" "}}{{end}}{{"\n"}}'
  a b c d e
  $ kubectl get all
  NAME                 TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
  service/kubernetes   ClusterIP   10.96.0.1    <none>        443/TCP   <age>
