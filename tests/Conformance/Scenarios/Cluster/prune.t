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

An apply set remembers what it applied, and prunes by that.

  $ printf -- '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: two}\n' > set.yaml
  $ export KUBECTL_APPLYSET=true; kubectl apply -f set.yaml --prune --applyset=mine -n default
  configmap/one created
  secret/two created
  $ export KUBECTL_APPLYSET=true; sed -n 1,4p set.yaml | kubectl apply -f - --prune --applyset=mine -n default
  configmap/one unchanged
  secret/two pruned
  $ kubectl get secret mine -o jsonpath='{.metadata.annotations.applyset\.kubernetes\.io/contains-group-kinds} {.metadata.labels}{"\n"}'
  ConfigMap {"applyset.kubernetes.io/id":"applyset-ys5EGYi_BUuUvnOWurgroZiPpCfcP_mpZ8wXIg4nomo-v1"}
  $ kubectl get configmap one -o jsonpath='{.metadata.labels}{"\n"}'
  {"applyset.kubernetes.io/part-of":"applyset-ys5EGYi_BUuUvnOWurgroZiPpCfcP_mpZ8wXIg4nomo-v1"}
