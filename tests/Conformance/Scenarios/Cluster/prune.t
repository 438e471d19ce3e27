apply --prune deletes what is no longer in the files.

  $ for n in a b c; do printf -- '---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: %s\n  labels: {set: demo}\n' $n; done > all.yaml
  $ kubectl apply -f all.yaml --prune -l set=demo --prune-allowlist=core/v1/ConfigMap
  configmap/a created
  configmap/b created
  configmap/c created
  $ sed '/name: c/,$d' all.yaml | sed '$d' | sed '$d' | sed '$d' | kubectl apply -f - --prune -l set=demo --prune-allowlist=core/v1/ConfigMap
  configmap/a unchanged
  configmap/b unchanged
  configmap/c pruned
  $ kubectl get configmaps -l set=demo
  NAME   DATA   AGE
  a      0      <age>
  b      0      <age>
