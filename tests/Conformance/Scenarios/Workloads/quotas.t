Limit ranges and quotas bound what a namespace takes.

  $ echo '{"apiVersion":"v1","kind":"LimitRange","metadata":{"name":"limits"},"spec":{"limits":[{"type":"Container","default":{"cpu":"200m","memory":"128Mi"},"defaultRequest":{"cpu":"100m","memory":"64Mi"},"max":{"cpu":"1"}}]}}' | kubectl apply -f -
  limitrange/limits created
  $ kubectl run plain --image=nginx
  pod/plain created
  $ kubectl get pod plain -o jsonpath='{.spec.containers[0].resources}{"\n"}{.metadata.annotations.kubernetes\.io/limit-ranger}{"\n"}'
  {"limits":{"cpu":"200m","memory":"128Mi"},"requests":{"cpu":"100m","memory":"64Mi"}}
  LimitRanger plugin set: cpu, memory request for container plain; cpu, memory limit for container plain
  $ kubectl run greedy --image=nginx --overrides='{"spec":{"containers":[{"name":"greedy","image":"nginx","resources":{"limits":{"cpu":"2"}}}]}}'
  Error from server (Forbidden): pods "greedy" is forbidden: maximum cpu usage per Container is 1, but limit is 2
  [1]
  $ kubectl create quota small --hard=pods=3,requests.cpu=500m,count/deployments.apps=1,services.nodeports=0
  resourcequota/small created
  $ kubectl wait --for=jsonpath='{.status.hard.pods}'=3 quota/small --timeout=10s
  resourcequota/small condition met
  $ kubectl get quota small
  NAME    REQUEST                                                                                    LIMIT   AGE
  small   count/deployments.apps: 0/1, pods: 1/3, requests.cpu: 100m/500m, services.nodeports: 0/0           <age>
  $ kubectl describe quota small
  Name:                   small
  Namespace:              default
  Resource                Used  Hard
  --------                ----  ----
  count/deployments.apps  0     1
  pods                    1     3
  requests.cpu            100m  500m
  services.nodeports      0     0
  $ kubectl run other --image=nginx --dry-run=server
  pod/other created (server dry run)
  $ kubectl get quota small -o jsonpath='{.status.used.pods}{"\n"}'
  1
  $ kubectl create deployment web --image=nginx --replicas=5
  deployment.apps/web created
  $ kubectl wait --for=jsonpath='{.status.used.pods}'=3 quota/small --timeout=10s
  resourcequota/small condition met
  $ kubectl wait --for=condition=ReplicaFailure deployment/web --timeout=10s
  deployment.apps/web condition met
  $ kubectl get deployment web -o jsonpath='{.status.conditions[?(@.type=="ReplicaFailure")].message}{"\n"}' | sed 's/web-[a-z0-9]*-[a-z0-9]*/<pod>/'
  pods "<pod>" is forbidden: exceeded quota: small, requested: pods=1, used: pods=3, limited: pods=3
  $ kubectl create deployment more --image=nginx
  error: failed to create deployment: deployments.apps "more" is forbidden: exceeded quota: small, requested: count/deployments.apps=1, used: count/deployments.apps=1, limited: count/deployments.apps=1
  [1]
  $ kubectl create service nodeport n --tcp=80
  error: failed to create NodePort service: services "n" is forbidden: exceeded quota: small, requested: services.nodeports=1, used: services.nodeports=0, limited: services.nodeports=0
  [1]
  $ kubectl run seventh --image=nginx
  Error from server (Forbidden): pods "seventh" is forbidden: exceeded quota: small, requested: pods=1, used: pods=3, limited: pods=3
  [1]
  $ kubectl delete deployment web
  deployment.apps "web" deleted<? from default namespace>
  $ kubectl wait --for=jsonpath='{.status.used.pods}'=1 quota/small --timeout=20s
  resourcequota/small condition met
  $ kubectl get quota small -o jsonpath='{.status.used}{"\n"}'
  {"count/deployments.apps":"0","pods":"1","requests.cpu":"100m","services.nodeports":"0"}
  $ kubectl get limits limits -o jsonpath='{.spec.limits[0]}{"\n"}'
  {"default":{"cpu":"200m","memory":"128Mi"},"defaultRequest":{"cpu":"100m","memory":"64Mi"},"max":{"cpu":"1"},"type":"Container"}
