Deletion: finalizers, propagation, collections.

  $ kubectl create configmap kept; kubectl patch configmap kept -p '{"metadata":{"finalizers":["example.com/hold"]}}'
  configmap/kept created
  configmap/kept patched
  $ kubectl delete configmap kept --wait=false
  configmap "kept" deleted<? from default namespace>
  $ kubectl get configmap kept -o jsonpath='{.metadata.deletionGracePeriodSeconds} {.metadata.finalizers}{"\n"}'
  0 ["example.com/hold"]
  $ kubectl delete configmap kept --timeout=1s
  configmap "kept" deleted<? from default namespace>
  error: timed out waiting for the condition on configmaps/kept
  [1]
  $ kubectl patch configmap kept -p '{"metadata":{"finalizers":["example.com/hold","example.com/more"]}}'
  The ConfigMap "kept" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/more"}
  [1]
  $ kubectl patch configmap kept --type=merge -p '{"metadata":{"finalizers":null}}'
  configmap/kept patched
  $ kubectl get configmap kept
  Error from server (NotFound): configmaps "kept" not found
  [1]
  $ kubectl create deployment web --image=nginx
  deployment.apps/web created
  $ kubectl delete deployment web --cascade=foreground --wait=false
  deployment.apps "web" deleted<? from default namespace>
  $ kubectl get deployment web -o jsonpath='{.metadata.finalizers}{"\n"}'
  ["foregroundDeletion"]
  $ kubectl create deployment other --image=nginx
  deployment.apps/other created
  $ kubectl delete deployment other --cascade=orphan --wait=false
  deployment.apps "other" deleted<? from default namespace>
  $ kubectl get deployment other -o jsonpath='{.metadata.finalizers}{"\n"}'
  ["orphan"]
  $ for n in a b c; do kubectl create configmap $n; done; kubectl label configmap a b pair=yes
  configmap/a created
  configmap/b created
  configmap/c created
  configmap/a labeled
  configmap/b labeled
  $ kubectl delete configmaps -l pair=yes
  configmap "a" deleted<? from default namespace>
  configmap "b" deleted<? from default namespace>
  $ kubectl delete configmaps --all
  configmap "c" deleted<? from default namespace>
  $ kubectl delete configmaps --all
  No resources found
  $ kubectl create secret generic s --from-literal=a=b; kubectl delete --raw /api/v1/namespaces/default/secrets/s
  secret/s created
  {"apiVersion":"v1","details":{"kind":"secrets","name":"s","uid":"<uid>"},"kind":"Status","metadata":{},"status":"Success"}
  $ kubectl delete secret s --dry-run=server
  Error from server (NotFound): secrets "s" not found
  [1]
  $ kubectl create secret generic s --from-literal=a=b; kubectl delete secret s --dry-run=server; kubectl get secret s
  secret/s created
  secret "s" deleted<? from default namespace> (server dry run)
  NAME   TYPE     DATA   AGE
  s      Opaque   1      <age>
  $ kubectl delete pod nothing --now
  Error from server (NotFound): pods "nothing" not found
  [1]
  $ kubectl delete namespace default
  Error from server (Forbidden): namespaces "default" is forbidden: this namespace may not be deleted
  [1]
