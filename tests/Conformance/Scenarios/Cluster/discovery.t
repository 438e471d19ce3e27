What a cluster serves (every version).

  $ kubectl api-versions
  admissionregistration.k8s.io/v1
  apiextensions.k8s.io/v1
  apiregistration.k8s.io/v1
  apps/v1
  authentication.k8s.io/v1
  authorization.k8s.io/v1
  autoscaling/v1
  autoscaling/v2
  batch/v1
  certificates.k8s.io/v1
  coordination.k8s.io/v1
  discovery.k8s.io/v1
  events.k8s.io/v1
  flowcontrol.apiserver.k8s.io/v1
  networking.k8s.io/v1
  node.k8s.io/v1
  policy/v1
  rbac.authorization.k8s.io/v1
  resource.k8s.io/v1
  scheduling.k8s.io/v1
  storage.k8s.io/v1
  v1

  $ kubectl api-resources
  NAME                                SHORTNAMES   APIVERSION                        NAMESPACED   KIND
  bindings                                         v1                                true         Binding
  componentstatuses                   cs           v1                                false        ComponentStatus
  configmaps                          cm           v1                                true         ConfigMap
  endpoints                           ep           v1                                true         Endpoints
  events                              ev           v1                                true         Event
  limitranges                         limits       v1                                true         LimitRange
  namespaces                          ns           v1                                false        Namespace
  nodes                               no           v1                                false        Node
  persistentvolumeclaims              pvc          v1                                true         PersistentVolumeClaim
  persistentvolumes                   pv           v1                                false        PersistentVolume
  pods                                po           v1                                true         Pod
  podtemplates                                     v1                                true         PodTemplate
  replicationcontrollers              rc           v1                                true         ReplicationController
  resourcequotas                      quota        v1                                true         ResourceQuota
  secrets                                          v1                                true         Secret
  serviceaccounts                     sa           v1                                true         ServiceAccount
  services                            svc          v1                                true         Service
  mutatingadmissionpolicies                        admissionregistration.k8s.io/v1   false        MutatingAdmissionPolicy
  mutatingadmissionpolicybindings                  admissionregistration.k8s.io/v1   false        MutatingAdmissionPolicyBinding
  mutatingwebhookconfigurations                    admissionregistration.k8s.io/v1   false        MutatingWebhookConfiguration
  validatingadmissionpolicies                      admissionregistration.k8s.io/v1   false        ValidatingAdmissionPolicy
  validatingadmissionpolicybindings                admissionregistration.k8s.io/v1   false        ValidatingAdmissionPolicyBinding
  validatingwebhookconfigurations                  admissionregistration.k8s.io/v1   false        ValidatingWebhookConfiguration
  customresourcedefinitions           crd,crds     apiextensions.k8s.io/v1           false        CustomResourceDefinition
  apiservices                                      apiregistration.k8s.io/v1         false        APIService
  controllerrevisions                              apps/v1                           true         ControllerRevision
  daemonsets                          ds           apps/v1                           true         DaemonSet
  deployments                         deploy       apps/v1                           true         Deployment
  replicasets                         rs           apps/v1                           true         ReplicaSet
  statefulsets                        sts          apps/v1                           true         StatefulSet
  selfsubjectreviews                               authentication.k8s.io/v1          false        SelfSubjectReview
  tokenreviews                                     authentication.k8s.io/v1          false        TokenReview
  localsubjectaccessreviews                        authorization.k8s.io/v1           true         LocalSubjectAccessReview
  selfsubjectaccessreviews                         authorization.k8s.io/v1           false        SelfSubjectAccessReview
  selfsubjectrulesreviews                          authorization.k8s.io/v1           false        SelfSubjectRulesReview
  subjectaccessreviews                             authorization.k8s.io/v1           false        SubjectAccessReview
  horizontalpodautoscalers            hpa          autoscaling/v2                    true         HorizontalPodAutoscaler
  cronjobs                            cj           batch/v1                          true         CronJob
  jobs                                             batch/v1                          true         Job
  certificatesigningrequests          csr          certificates.k8s.io/v1            false        CertificateSigningRequest
  leases                                           coordination.k8s.io/v1            true         Lease
  endpointslices                                   discovery.k8s.io/v1               true         EndpointSlice
  events                              ev           events.k8s.io/v1                  true         Event
  flowschemas                                      flowcontrol.apiserver.k8s.io/v1   false        FlowSchema
  prioritylevelconfigurations                      flowcontrol.apiserver.k8s.io/v1   false        PriorityLevelConfiguration
  ingressclasses                                   networking.k8s.io/v1              false        IngressClass
  ingresses                           ing          networking.k8s.io/v1              true         Ingress
  ipaddresses                         ip           networking.k8s.io/v1              false        IPAddress
  networkpolicies                     netpol       networking.k8s.io/v1              true         NetworkPolicy
  servicecidrs                                     networking.k8s.io/v1              false        ServiceCIDR
  runtimeclasses                                   node.k8s.io/v1                    false        RuntimeClass
  poddisruptionbudgets                pdb          policy/v1                         true         PodDisruptionBudget
  clusterrolebindings                              rbac.authorization.k8s.io/v1      false        ClusterRoleBinding
  clusterroles                                     rbac.authorization.k8s.io/v1      false        ClusterRole
  rolebindings                                     rbac.authorization.k8s.io/v1      true         RoleBinding
  roles                                            rbac.authorization.k8s.io/v1      true         Role
  deviceclasses                                    resource.k8s.io/v1                false        DeviceClass
  resourceclaims                                   resource.k8s.io/v1                true         ResourceClaim
  resourceclaimtemplates                           resource.k8s.io/v1                true         ResourceClaimTemplate
  resourceslices                                   resource.k8s.io/v1                false        ResourceSlice
  priorityclasses                     pc           scheduling.k8s.io/v1              false        PriorityClass
  csidrivers                                       storage.k8s.io/v1                 false        CSIDriver
  csinodes                                         storage.k8s.io/v1                 false        CSINode
  csistoragecapacities                             storage.k8s.io/v1                 true         CSIStorageCapacity
  storageclasses                      sc           storage.k8s.io/v1                 false        StorageClass
  volumeattachments                                storage.k8s.io/v1                 false        VolumeAttachment
  volumeattributesclasses             vac          storage.k8s.io/v1                 false        VolumeAttributesClass

  $ kubectl api-resources -o wide --api-group=apps
  NAME                  SHORTNAMES   APIVERSION   NAMESPACED   KIND                 VERBS                                                        CATEGORIES
  controllerrevisions                apps/v1      true         ControllerRevision   create,delete,deletecollection,get,list,patch,update,watch
  daemonsets            ds           apps/v1      true         DaemonSet            create,delete,deletecollection,get,list,patch,update,watch   all
  deployments           deploy       apps/v1      true         Deployment           create,delete,deletecollection,get,list,patch,update,watch   all
  replicasets           rs           apps/v1      true         ReplicaSet           create,delete,deletecollection,get,list,patch,update,watch   all
  statefulsets          sts          apps/v1      true         StatefulSet          create,delete,deletecollection,get,list,patch,update,watch   all

  $ kubectl api-resources --namespaced=false --verbs=create -o name
  namespaces
  nodes
  persistentvolumes
  mutatingadmissionpolicies.admissionregistration.k8s.io
  mutatingadmissionpolicybindings.admissionregistration.k8s.io
  mutatingwebhookconfigurations.admissionregistration.k8s.io
  validatingadmissionpolicies.admissionregistration.k8s.io
  validatingadmissionpolicybindings.admissionregistration.k8s.io
  validatingwebhookconfigurations.admissionregistration.k8s.io
  customresourcedefinitions.apiextensions.k8s.io
  apiservices.apiregistration.k8s.io
  selfsubjectreviews.authentication.k8s.io
  tokenreviews.authentication.k8s.io
  selfsubjectaccessreviews.authorization.k8s.io
  selfsubjectrulesreviews.authorization.k8s.io
  subjectaccessreviews.authorization.k8s.io
  certificatesigningrequests.certificates.k8s.io
  flowschemas.flowcontrol.apiserver.k8s.io
  prioritylevelconfigurations.flowcontrol.apiserver.k8s.io
  ingressclasses.networking.k8s.io
  ipaddresses.networking.k8s.io
  servicecidrs.networking.k8s.io
  runtimeclasses.node.k8s.io
  clusterrolebindings.rbac.authorization.k8s.io
  clusterroles.rbac.authorization.k8s.io
  deviceclasses.resource.k8s.io
  resourceslices.resource.k8s.io
  priorityclasses.scheduling.k8s.io
  csidrivers.storage.k8s.io
  csinodes.storage.k8s.io
  storageclasses.storage.k8s.io
  volumeattachments.storage.k8s.io
  volumeattributesclasses.storage.k8s.io

  $ kubectl version 2>/dev/null | grep Server
  Server Version: v1.36.2

  $ kubectl cluster-info | sed 's/\x1b\[[0-9;]*m//g'
  Kubernetes control plane is running at https://127.0.0.1:<port>
  
  To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.

  $ kubectl get --raw /livez
  ok

  $ kubectl get --raw '/readyz?verbose'
  [+]ping ok
  [+]etcd ok
  [+]informer-sync ok
  [+]poststarthook/rbac/bootstrap-roles ok
  [+]shutdown ok
  readyz check passed

  $ kubectl get --raw /version
  {
    "major": "1",
    "minor": "36",
    "emulationMajor": "1",
    "emulationMinor": "36",
    "minCompatibilityMajor": "1",
    "minCompatibilityMinor": "35",
    "gitVersion": "v1.36.2",
    "gitCommit": "0000000000000000000000000000000000000000",
    "gitTreeState": "clean",
    "buildDate": "<time>",
    "goVersion": "go1.26.10",
    "compiler": "gc",
    "platform": "linux/amd64"
  }

  $ kubectl get --raw /metrics | grep -c '^apiserver_request_total{'
  <id>

  $ kubectl get --raw /api
  {"kind":"APIVersions","serverAddressByClientCIDRs":[{"clientCIDR":"0.0.0.0/0","serverAddress":""}],"versions":["v1"]}

  $ kubectl get --raw /nowhere
  Error from server (NotFound): the server could not find the requested resource
  [1]

  $ kubectl get nothing
  error: the server doesn't have a resource type "nothing"
  [1]

  $ kubectl get deploy.apps,sts
  No resources found in default namespace.
