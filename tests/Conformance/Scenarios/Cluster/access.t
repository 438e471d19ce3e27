Who may what.

  $ kubectl auth whoami
  ATTRIBUTE                                           VALUE
  Username                                            admin
  Groups                                              [system:masters system:authenticated]
  Extra: authentication.kubernetes.io/credential-id   [X509SHA256=<id>]
  $ kubectl --context jane auth whoami
  ATTRIBUTE                                           VALUE
  Username                                            jane
  Groups                                              [developers system:authenticated]
  Extra: authentication.kubernetes.io/credential-id   [X509SHA256=<id>]
  $ kubectl --context jane get pods
  Error from server (Forbidden): pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"
  [1]
  $ kubectl --context jane get pod x
  Error from server (Forbidden): pods "x" is forbidden: User "jane" cannot get resource "pods" in API group "" in the namespace "default"
  [1]
  $ kubectl --context jane get nodes
  Error from server (Forbidden): nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope
  [1]
  $ kubectl --context jane create configmap x
  error: failed to create configmap: configmaps is forbidden: User "jane" cannot create resource "configmaps" in API group "" in the namespace "default"
  [1]
  $ kubectl --context jane delete secrets --all
  Error from server (Forbidden): secrets is forbidden: User "jane" cannot list resource "secrets" in API group "" in the namespace "default"
  [1]
  $ kubectl --context jane get --raw /metrics
  Error from server (Forbidden): forbidden: User "jane" cannot get path "/metrics"
  [1]
  $ kubectl --context jane get --raw /livez
  ok
  $ kubectl --context jane auth can-i list pods
  no
  [1]
  $ kubectl auth can-i list pods --as=jane
  no
  [1]
  $ kubectl create role reader --verb=get,list,watch --resource=pods,pods/log
  role.rbac.authorization.k8s.io/reader created
  $ kubectl create rolebinding reader --role=reader --group=developers
  rolebinding.rbac.authorization.k8s.io/reader created
  $ kubectl --context jane auth can-i list pods
  yes
  $ kubectl --context jane get pods
  No resources found in default namespace.
  $ kubectl --context jane auth can-i get pods/log
  yes
  $ kubectl --context jane auth can-i list pods -A
  no
  [1]
  $ kubectl --context jane auth can-i create deployments.apps
  no
  [1]
  $ kubectl --context jane auth can-i --list
  Resources                                       Non-Resource URLs   Resource Names   Verbs
  selfsubjectreviews.authentication.k8s.io        []                  []               [create]
  selfsubjectaccessreviews.authorization.k8s.io   []                  []               [create]
  selfsubjectrulesreviews.authorization.k8s.io    []                  []               [create]
  pods/log                                        []                  []               [get list watch]
  pods                                            []                  []               [get list watch]
                                                  [/api/*]            []               [get]
                                                  [/api]              []               [get]
                                                  [/apis/*]           []               [get]
                                                  [/apis]             []               [get]
                                                  [/healthz]          []               [get]
                                                  [/healthz]          []               [get]
                                                  [/livez]            []               [get]
                                                  [/livez]            []               [get]
                                                  [/openapi/*]        []               [get]
                                                  [/openapi]          []               [get]
                                                  [/readyz]           []               [get]
                                                  [/readyz]           []               [get]
                                                  [/version/]         []               [get]
                                                  [/version/]         []               [get]
                                                  [/version]          []               [get]
                                                  [/version]          []               [get]
  $ kubectl --context jane get pods -A
  Error from server (Forbidden): pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope
  [1]
  $ kubectl --context jane get pods --as=admin
  Error from server (Forbidden): users "admin" is forbidden: User "jane" cannot impersonate resource "users" in API group "" at the cluster scope
  [1]
  $ kubectl get pods --as=jane --as-group=developers
  No resources found in default namespace.
  $ kubectl get pods --as=other
  Error from server (Forbidden): pods is forbidden: User "other" cannot list resource "pods" in API group "" in the namespace "default"
  [1]
  $ kubectl create rolebinding maker --clusterrole=admin --user=jane
  rolebinding.rbac.authorization.k8s.io/maker created
  $ kubectl --context jane create configmap x
  configmap/x created
  $ kubectl --context jane create role more --verb=get --resource=nodes
  Error from server (Forbidden): roles.rbac.authorization.k8s.io "more" is forbidden: user "jane" (groups=["developers" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:
  {APIGroups:[""], Resources:["nodes"], Verbs:["get"]}
  [1]
  $ kubectl --context jane create rolebinding more --clusterrole=cluster-admin --user=jane
  error: failed to create rolebinding: rolebindings.rbac.authorization.k8s.io "more" is forbidden: user "jane" (groups=["developers" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:
  {APIGroups:["*"], Resources:["*"], Verbs:["*"]}
  {NonResourceURLs:["*"], Verbs:["*"]}
  [1]
  $ kubectl --context jane create role less --verb=get --resource=pods
  role.rbac.authorization.k8s.io/less created
  $ cat > roles.yaml <<EOD
  > apiVersion: rbac.authorization.k8s.io/v1
  > kind: Role
  > metadata: {name: reader, namespace: default}
  > rules:
  > - {apiGroups: [""], resources: [configmaps], verbs: [get]}
  > EOD
  $ kubectl auth reconcile -f roles.yaml
  role.rbac.authorization.k8s.io/reader reconciled
  	reconciliation required update
  	missing rules added:
  		{Verbs:[get] APIGroups:[] Resources:[configmaps] ResourceNames:[] NonResourceURLs:[]}
  $ kubectl get role reader -o jsonpath='{.rules}{"\n"}'
  [{"apiGroups":[""],"resources":["pods","pods/log"],"verbs":["get","list","watch"]},{"apiGroups":[""],"resources":["configmaps"],"verbs":["get"]}]
  $ kubectl get pods --server=$SERVER --insecure-skip-tls-verify --kubeconfig=/dev/null --username=x --password=y
  Error from server (Forbidden): pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "default"
  [1]
  $ kubectl get --raw /api/v1/pods --server=$SERVER --insecure-skip-tls-verify --kubeconfig=/dev/null --token=abc
  error: You must be logged in to the server (Unauthorized)
  [1]
