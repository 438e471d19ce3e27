Watches tell of every change, in order (every version).

  $ kubectl create configmap before
  configmap/before created
  $ > events; kubectl get configmaps -w --output-watch-events > events & watch=$!
  > until grep -q before events; do sleep 0.05; done
  > kubectl create configmap during -o name; kubectl label configmap during a=b; kubectl delete configmap before
  > until grep -q DELETED events; do sleep 0.05; done
  > kill $watch; wait $watch; cat events
  configmap/during
  configmap/during labeled
  configmap "before" deleted<? from default namespace>
  EVENT      NAME     DATA   AGE
  ADDED      before   0      <age>
  ADDED      during   0      <age>
  MODIFIED   during   0      <age>
  DELETED    before   0      <age>
  $ > events; kubectl get configmaps --watch-only -o name > events & watch=$!
  > until kubectl create configmap seen -o name >> made && grep -q seen events; do kubectl delete configmap seen >> made; sleep 0.05; done
  > kill $watch; wait $watch; uniq events
  configmap/seen
  $ kubectl patch configmap during -p '{"metadata":{"finalizers":["example.com/hold"]}}'
  configmap/during patched
  $ > deleted; kubectl delete configmap during > deleted & deleting=$!
  > until grep -q during deleted; do sleep 0.05; done
  > kubectl patch configmap during --type=merge -p '{"metadata":{"finalizers":null}}'; wait $deleting; cat deleted
  configmap/during patched
  configmap "during" deleted<? from default namespace>
  $ kubectl wait --for=jsonpath='{.data.ready}'=yes configmap/seen --timeout=20s & waiting=$!
  > kubectl patch configmap seen -p '{"data":{"ready":"yes"}}'; wait $waiting
  configmap/seen patched
  configmap/seen condition met
  $ kubectl wait --for=delete configmap/seen --timeout=1s 2>&1 | grep -v reflector.go
  error: timed out waiting for the condition on configmaps/seen
