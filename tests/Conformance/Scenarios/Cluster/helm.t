helm installs, upgrades, rolls back and removes.

  $ mkdir -p chart/templates
  > printf 'apiVersion: v2\nname: shop\nversion: 0.1.0\n' > chart/Chart.yaml
  > printf 'color: red\n' > chart/values.yaml
  > cat > chart/templates/all.yaml <<'EOD'
  > apiVersion: v1
  > kind: ConfigMap
  > metadata:
  >   name: {{ .Release.Name }}-settings
  > data:
  >   color: {{ .Values.color }}
  > ---
  > apiVersion: apps/v1
  > kind: Deployment
  > metadata:
  >   name: {{ .Release.Name }}
  > spec:
  >   selector: {matchLabels: {app: shop}}
  >   template:
  >     metadata: {labels: {app: shop}}
  >     spec:
  >       containers: [{name: shop, image: nginx}]
  > EOD
  $ helm install one chart | grep -e STATUS -e REVISION
  STATUS: deployed
  REVISION: 1
  $ helm list | awk '{print $1, $3, $8}'
  NAME REVISION VERSION
  one 1 deployed
  $ helm upgrade one chart --set color=blue | grep -e STATUS -e REVISION
  STATUS: deployed
  REVISION: 2
  $ kubectl get configmap one-settings -o jsonpath='{.data.color} {.metadata.labels}{"\n"}'
  blue {"app.kubernetes.io/managed-by":"Helm"}
  $ kubectl get configmap one-settings -o jsonpath='{range .metadata.managedFields[*]}{.manager} {.operation}{"\n"}{end}' --show-managed-fields
  helm Apply
  $ helm rollback one 1
  Rollback was a success! Happy Helming!
  $ kubectl get configmap one-settings -o jsonpath='{.data.color}{"\n"}'
  red
  $ kubectl get secrets -l owner=helm -o name
  secret/sh.helm.release.v1.one.v1
  secret/sh.helm.release.v1.one.v2
  secret/sh.helm.release.v1.one.v3
  $ helm history one | awk '{print $1, $7}'
  REVISION DESCRIPTION
  1 superseded
  2 superseded
  3 deployed
  $ helm install one chart
  level=ERROR msg="release name check failed" error="cannot reuse a name that is still in use"
  Error: INSTALLATION FAILED: release name check failed: cannot reuse a name that is still in use
  [1]
  $ helm install two chart --dry-run=server --set color=green | grep color
    color: green
  $ helm uninstall one
  release "one" uninstalled
  $ kubectl get configmaps,deployments,secrets
  No resources found in default namespace.
