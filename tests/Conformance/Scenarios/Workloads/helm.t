Helm runs the releases of a chart with a hook, a CustomResourceDefinition and everything that an application has, and waits for them.

  $ helm install one $CHARTS/shop --set hooks=true --wait --timeout 20s
  NAME: one
  LAST DEPLOYED: <any>
  NAMESPACE: default
  STATUS: deployed
  REVISION: 1
  DESCRIPTION: Install complete
  TEST SUITE: None
  NOTES:
  one sells in red.
  $ kubectl get jobs,deployments,configmaps,prices --no-headers | awk '{print $1, $2}'
  job.batch/one-prepare Complete
  deployment.apps/one 2/2
  configmap/one 1
  configmap/one-installed 1
  price.shop.example/one 1
  $ kubectl get job one-prepare -o jsonpath='{.status.conditions[?(@.type=="Complete")].status}{"\n"}'
  True
  $ helm status one | sed -n '/^==>/,/^$/p' | grep -e '^==>' -e ^one- | awk '{print $1, $2}' | sort
  ==> v1/ConfigMap
  ==> v1/Deployment
  ==> v1/Pod(related)
  ==> v1/Price
  ==> v1/Role
  ==> v1/RoleBinding
  ==> v1/Service
  ==> v1/ServiceAccount
  one-<id>-<id> 1/1
  one-<id>-<id> 1/1
  $ helm get manifest one | grep -c '^kind'
  7
  $ helm get values one
  USER-SUPPLIED VALUES:
  hooks: true
  $ helm get hooks one | grep '^kind'
  kind: ConfigMap
  kind: Job

An upgrade runs the hook again, and a client that waits sees the new pods only.

  $ helm upgrade one $CHARTS/shop --set hooks=true,color=blue,image=nginx:1.28,replicas=3 --wait --timeout 20s | grep -e STATUS -e REVISION
  STATUS: deployed
  REVISION: 2
  $ kubectl get deployment one -o jsonpath='{.status.updatedReplicas} {.status.readyReplicas} {.spec.template.spec.containers[0].image}{"\n"}'
  3 3 nginx:1.28
  $ helm upgrade one $CHARTS/shop --set color=purple --dry-run=server | grep COLOR
    COLOR: purple
  $ kubectl get configmap one -o jsonpath='{.data.COLOR}{"\n"}'
  blue

What the server refuses, and what never gets ready, is taken back.

  $ helm upgrade one $CHARTS/shop --set amount=-1 --rollback-on-failure --timeout 20s
  level=WARN msg="upgrade failed" name=one error="Price.shop.example \"one\" is invalid: spec.amount: Invalid value: -1: spec.amount in body should be greater than or equal to 0"
  Error: UPGRADE FAILED: release one failed, and has been rolled back due to rollback-on-failure being set: Price.shop.example "one" is invalid: spec.amount: Invalid value: -1: spec.amount in body should be greater than or equal to 0
  [1]
  $ helm upgrade one $CHARTS/shop --set nodeName=nowhere --rollback-on-failure --timeout 2s
  level=WARN msg="upgrade failed" name=one error="resource Deployment/default/one not ready. status: InProgress, message: <any>\ncontext deadline exceeded"
  Error: UPGRADE FAILED: release one failed, and has been rolled back due to rollback-on-failure being set: resource Deployment/default/one not ready. status: InProgress, message: <any>
  context deadline exceeded
  [1]
  $ kubectl get deployment one -o jsonpath='{.spec.template.spec.nodeName}{.status.readyReplicas} {.spec.template.spec.containers[0].image}{"\n"}'
  3 nginx:1.28
  $ helm history one -o json | tr '{' '\n' | sed -n 's/.*"revision":\([0-9]*\).*"status":"\([a-z]*\)".*/\1 \2/p'
  1 superseded
  2 superseded
  3 failed
  4 superseded
  5 failed
  6 deployed
  $ helm rollback one 1 --wait --timeout 20s
  Rollback was a success! Happy Helming!
  $ kubectl get deployment one -o jsonpath='{.status.readyReplicas} {.spec.template.spec.containers[0].image}{"\n"}'
  2 nginx:1.27
  $ kubectl get configmap one -o jsonpath='{.data.COLOR}{"\n"}'
  red
  $ helm list -o json | tr ',' '\n' | grep -e '"name"' -e revision -e status
  [{"name":"one"
  "revision":"7"
  "status":"deployed"

Its owner may do what the chart's role says, and no more.

  $ kubectl auth can-i watch configmaps --as=system:serviceaccount:default:one
  yes
  $ kubectl auth can-i list configmaps --as=system:serviceaccount:default:one
  no
  [1]
  $ helm uninstall one --wait --timeout 20s
  release "one" uninstalled
  $ kubectl get deployments,services,serviceaccounts,roles,rolebindings,prices -o name
  service/kubernetes
  serviceaccount/default
  $ kubectl get crd -o name
  customresourcedefinition.apiextensions.k8s.io/prices.shop.example

Releases of both ways to apply take each other over, and kubectl takes over from both.

  $ helm install two $CHARTS/shop --server-side=false | grep STATUS
  STATUS: deployed
  $ helm upgrade two $CHARTS/shop --server-side=true --set color=green | grep STATUS
  STATUS: deployed
  $ helm upgrade two $CHARTS/shop --server-side=false --set color=yellow | grep STATUS
  STATUS: deployed
  $ kubectl get configmap two -o jsonpath='{.data.COLOR}{"\n"}'
  yellow
  $ helm template three $CHARTS/shop --include-crds | kubectl apply --server-side -f -
  customresourcedefinition.apiextensions.k8s.io/prices.shop.example serverside-applied
  serviceaccount/three serverside-applied
  configmap/three serverside-applied
  role.rbac.authorization.k8s.io/three serverside-applied
  rolebinding.rbac.authorization.k8s.io/three serverside-applied
  service/three serverside-applied
  deployment.apps/three serverside-applied
  price.shop.example/three serverside-applied
  $ helm template three $CHARTS/shop --set color=pink | kubectl diff --server-side -f - | grep '^[-+] '
  -  COLOR: red
  +  COLOR: pink
  $ helm template three $CHARTS/shop | kubectl diff -f -
  $ helm template three $CHARTS/shop | kubectl delete -f - | wc -l
  7
