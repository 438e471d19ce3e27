Deployments are scaled, changed and rolled; the controllers are played by patches.

  $ kubectl create deployment web --image=nginx:1.27 --replicas=2
  deployment.apps/web created
  $ kubectl scale deployment web --replicas=4
  deployment.apps/web scaled
  $ kubectl scale deployment web --current-replicas=3 --replicas=5
  error: Expected replicas to be 3, was 4
  [1]
  $ kubectl scale deployment web --current-replicas=4 --replicas=5
  deployment.apps/web scaled
  $ kubectl get deployment web --subresource=scale
  NAME   DESIRED   AVAILABLE   AGE
  web    5         0           <age>
  $ kubectl get deployment web --subresource=scale -o yaml
  apiVersion: autoscaling/v1
  kind: Scale
  metadata:
    creationTimestamp: "<time>"
    name: web
    namespace: default
    resourceVersion: "<rv>"
    uid: <uid>
  spec:
    replicas: 5
  status:
    replicas: 0
    selector: app=web
  $ kubectl patch deployment web --subresource=scale --type=merge -p '{"spec":{"replicas":3}}'
  scale.autoscaling/web patched
  $ kubectl get deployment web --subresource=status -o jsonpath='{.spec.replicas}{"\n"}'
  3
  $ kubectl scale deployment web --replicas=-1
  error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0
  [1]
  $ kubectl set image deployment/web nginx=nginx:1.28
  deployment.apps/web image updated
  $ kubectl set image deployment/web nothing=nginx:1.28
  error: unable to find container named "nothing"
  [1]
  $ kubectl set env deployment/web A=b
  deployment.apps/web env updated
  $ kubectl set resources deployment web --limits=cpu=200m,memory=512Mi --requests=cpu=100m
  deployment.apps/web resource requirements updated
  $ kubectl set serviceaccount deployment web bot
  deployment.apps/web serviceaccount updated
  $ kubectl get deployment web -o jsonpath='{.metadata.generation} {.spec.template.spec.containers[0]}{"\n"}'
  8 {"env":[{"name":"A","value":"b"}],"image":"nginx:1.28","imagePullPolicy":"IfNotPresent","name":"nginx","resources":{"limits":{"cpu":"200m","memory":"512Mi"},"requests":{"cpu":"100m"}},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"}
  $ kubectl rollout pause deployment/web
  deployment.apps/web paused
  $ kubectl rollout pause deployment/web
  error: deployments.apps "web" is already paused
  [1]
  $ kubectl rollout status deployment/web --watch=false
  Waiting for deployment spec update to be observed...
  $ kubectl rollout resume deployment/web
  deployment.apps/web resumed
  $ kubectl rollout restart deployment/web
  deployment.apps/web restarted
  $ kubectl patch deployment web --subresource=status --type=merge -p '{"status":{"observedGeneration":11,"replicas":3,"updatedReplicas":2,"readyReplicas":2,"availableReplicas":2,"unavailableReplicas":1,"conditions":[{"type":"Available","status":"True","reason":"MinimumReplicasAvailable","message":"Deployment has minimum availability.","lastUpdateTime":"2030-01-01T00:00:00Z","lastTransitionTime":"2030-01-01T00:00:00Z"}]}}'
  deployment.apps/web patched
  $ kubectl get deployment web
  NAME   READY   UP-TO-DATE   AVAILABLE   AGE
  web    2/3     2            2           <age>
  $ kubectl rollout status deployment/web --watch=false
  Waiting for deployment "web" rollout to finish: 2 out of 3 new replicas have been updated...
  $ kubectl wait --for=condition=Available deployment/web --timeout=10s
  deployment.apps/web condition met
  $ > status; kubectl rollout status deployment/web --timeout=20s > status & rolling=$!
  > until grep -q Waiting status; do sleep 0.05; done
  > kubectl patch deployment web --subresource=status --type=merge -p "{\"status\":{\"observedGeneration\":$(kubectl get deployment web -o jsonpath='{.metadata.generation}'),\"updatedReplicas\":3,\"readyReplicas\":3,\"availableReplicas\":3,\"unavailableReplicas\":0}}"
  > wait $rolling; cat status
  deployment.apps/web patched
  Waiting for deployment "web" rollout to finish: 2 out of 3 new replicas have been updated...
  deployment "web" successfully rolled out
  $ kubectl patch deployment web --subresource=status --type=merge -p '{"spec":{"replicas":7}}'
  deployment.apps/web patched (no change)
  $ kubectl patch deployment web -p '{"status":{"replicas":9}}'
  deployment.apps/web patched (no change)
  $ kubectl get deployment web -o jsonpath='{.spec.replicas} {.status.replicas}{"\n"}'
  3 3
  $ kubectl rollout history deployment/web
  deployment.apps/web
  No rollout history found.
  $ kubectl describe deployment web
  Name:                   web
  Namespace:              default
  CreationTimestamp:      <date>
  Labels:                 app=web
  Annotations:            <none>
  Selector:               app=web
  Replicas:               3 desired | 3 updated | 3 total | 3 available | 0 unavailable
  StrategyType:           RollingUpdate
  MinReadySeconds:        0
  RollingUpdateStrategy:  25% max unavailable, 25% max surge
  Pod Template:
    Labels:           app=web
    Annotations:      kubectl.kubernetes.io/restartedAt: <time>
    Service Account:  bot
    Containers:
     nginx:
      Image:      nginx:1.28
      Port:       <none>
      Host Port:  <none>
      Limits:
        cpu:     200m
        memory:  512Mi
      Requests:
        cpu:  100m
      Environment:
        A:           b
      Mounts:        <none>
    Volumes:         <none>
    Node-Selectors:  <none>
    Tolerations:     <none>
  Conditions:
    Type        Status  Reason
    ----        ------  ------
    Available   True    MinimumReplicasAvailable
  Events:       <none>
