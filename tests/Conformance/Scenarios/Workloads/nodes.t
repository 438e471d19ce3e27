Nodes are closed, tainted and emptied; a disruption budget holds an eviction up.

  $ kubectl create deployment web --image=nginx --replicas=2; kubectl rollout status deployment/web --timeout=20s | tail -1
  deployment.apps/web created
  deployment "web" successfully rolled out
  $ kubectl create pdb web --selector=app=web --min-available=2
  poddisruptionbudget.policy/web created
  $ kubectl wait --for=jsonpath='{.status.currentHealthy}'=2 pdb/web --timeout=10s
  poddisruptionbudget.policy/web condition met
  $ kubectl get pdb web
  NAME   MIN AVAILABLE   MAX UNAVAILABLE   ALLOWED DISRUPTIONS   AGE
  web    2               N/A               0                     <age>
  $ kubectl get pods -l app=web -o jsonpath='{.items[0].spec.nodeName}' > node; kubectl drain $(cat node) --timeout=2s 2>&1 | grep 'will retry'
  error when evicting pods/"web-<id>-<id>" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
  $ kubectl get node $(cat node) --no-headers | awk '{print $2}'
  Ready,SchedulingDisabled
  $ kubectl patch pdb web -p '{"spec":{"minAvailable":1}}'; kubectl wait --for=jsonpath='{.status.disruptionsAllowed}'=1 pdb/web --timeout=10s
  poddisruptionbudget.policy/web patched
  poddisruptionbudget.policy/web condition met
  $ kubectl drain $(cat node) --timeout=20s 2>&1 | grep -c '^pod/.* evicted'
  1
  $ kubectl get pods --field-selector spec.nodeName=$(cat node) -o name
  $ kubectl rollout status deployment/web --timeout=20s | tail -1
  deployment "web" successfully rolled out
  $ kubectl get pdb web
  NAME   MIN AVAILABLE   MAX UNAVAILABLE   ALLOWED DISRUPTIONS   AGE
  web    1               N/A               1                     <age>
  $ kubectl uncordon $(cat node) | sed "s/$(cat node)/NODE/"
  node/NODE uncordoned
  $ kubectl taint node $(cat node) dedicated=x:NoExecute | sed "s/$(cat node)/NODE/"; kubectl taint node $(cat node) dedicated=y:NoExecute --overwrite | sed "s/$(cat node)/NODE/"
  node/NODE tainted
  node/NODE modified
  $ kubectl taint node $(cat node) dedicated- | sed "s/$(cat node)/NODE/"; kubectl get node $(cat node) -o jsonpath='{.spec.taints}{"\n"}'
  node/NODE untainted

What a StatefulSet and a DaemonSet are rolled to, and back.

  $ kubectl create -f - <<EOD
  > apiVersion: apps/v1
  > kind: StatefulSet
  > metadata: {name: db}
  > spec: {serviceName: db, replicas: 2, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db, image: "db:1"}]}}}
  > ---
  > apiVersion: apps/v1
  > kind: DaemonSet
  > metadata: {name: log}
  > spec: {selector: {matchLabels: {app: log}}, template: {metadata: {labels: {app: log}}, spec: {containers: [{name: log, image: "log:1"}]}}}
  > EOD
  statefulset.apps/db created
  daemonset.apps/log created
  $ for w in sts/db ds/log; do kubectl rollout status $w --timeout=20s | tail -1; done
  partitioned roll out complete: 2 new pods have been updated...
  daemon set "log" successfully rolled out
  $ kubectl set image sts/db db=db:2; kubectl set image ds/log log=log:2
  statefulset.apps/db image updated
  daemonset.apps/log image updated
  $ for w in sts/db ds/log; do kubectl rollout status $w --timeout=20s | tail -1; done
  partitioned roll out complete: 2 new pods have been updated...
  daemon set "log" successfully rolled out
  $ kubectl get pods -l 'app in (db,log)' -o jsonpath='{.items[*].spec.containers[0].image}{"\n"}'
  db:2 db:2 log:2 log:2
  $ kubectl rollout history ds/log
  daemonset.apps/log
  REVISION  CHANGE-CAUSE
  1         <none>
  2         <none>
  $ for w in sts/db ds/log; do kubectl rollout undo $w; kubectl rollout status $w --timeout=20s | tail -1; done
  statefulset.apps/db rolled back
  partitioned roll out complete: 2 new pods have been updated...
  daemonset.apps/log rolled back
  daemon set "log" successfully rolled out
  $ kubectl get pods -l 'app in (db,log)' -o jsonpath='{.items[*].spec.containers[0].image}{"\n"}'
  db:1 db:1 log:1 log:1
  $ kubectl drain $(cat node) --timeout=2s 2>&1 | grep -v ^node | sed "s/$(cat node)/NODE/g"
  error: unable to drain node "NODE" due to error: cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): default/log-<id>, continuing command...
  There are pending nodes to be drained:
   NODE
  cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): default/log-<id>
  $ kubectl drain $(cat node) --ignore-daemonsets --timeout=20s >drained 2>&1; echo $?; kubectl uncordon $(cat node) | sed "s/$(cat node)/NODE/"
  0
  node/NODE uncordoned

Pods that are debugged and what they cannot do.

  $ kubectl debug db-0 --image=busybox --profile=general -c look
  $ kubectl get pod db-0 -o jsonpath='{.spec.ephemeralContainers[*].name}{"\n"}'
  look
  $ kubectl attach db-0 2>&1 | tail -1
  Error from server (BadRequest): pod db-0 is simulated: nothing runs behind it
  $ kubectl port-forward db-0 :80
  error: error upgrading connection: pod db-0 is simulated: nothing runs behind it
  [1]
  $ kubectl logs -l app=db --prefix --all-containers | sort
  [pod/db-0/db] This pod is simulated: nothing runs behind it. There is no log.
  [pod/db-0/look] This pod is simulated: nothing runs behind it. There is no log.
  [pod/db-1/db] This pod is simulated: nothing runs behind it. There is no log.
  $ kubectl scale sts/db --replicas=3 --current-replicas=9
  error: Expected replicas to be 9, was 2
  [1]
  $ (timeout 20 kubectl events -w > events & echo $! > pid); until [ -s events ]; do sleep 0.1; done; kubectl scale sts/db --replicas=3; until grep -q 'create Pod db-2' events; do sleep 0.1; done; kill $(cat pid); grep -o 'StatefulSet/db .*db-2.*' events
  statefulset.apps/db scaled
  StatefulSet/db              create Pod db-2 in StatefulSet db successful
