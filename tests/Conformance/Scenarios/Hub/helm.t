Helm keeps releases on the hub, where nothing runs before a policy says where.

  $ helm install one $CHARTS/shop | grep -e STATUS -e sells
  STATUS: deployed
  one sells in red.
  $ kubectl get deployments,services,prices --no-headers | awk '{print $1, $2}'
  deployment.apps/one 0/2
  service/kubernetes ClusterIP
  service/one ClusterIP
  price.shop.example/one 1
  $ helm upgrade one $CHARTS/shop --set color=blue,replicas=3 | grep -e STATUS -e REVISION
  STATUS: deployed
  REVISION: 2
  $ helm rollback one 1
  Rollback was a success! Happy Helming!
  $ kubectl get configmap one -o jsonpath='{.data.COLOR}{"\n"}'
  red
  $ helm upgrade one $CHARTS/shop --wait --timeout 1s
  level=WARN msg="upgrade failed" name=one error="resource Deployment/default/one not ready. status: InProgress, message: Replicas: 0/2\ncontext deadline exceeded"
  Error: UPGRADE FAILED: resource Deployment/default/one not ready. status: InProgress, message: Replicas: 0/2
  context deadline exceeded
  [1]
  $ helm uninstall one --wait --timeout 20s
  release "one" uninstalled
  $ kubectl get deployments,services,configmaps,serviceaccounts,roles,rolebindings,prices -o name
  service/kubernetes
