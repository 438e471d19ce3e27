The hub serves the fleet's kinds as well as Kubernetes' own.

  $ kubectl api-versions | grep -e karmada -e x-k8s
  apps.karmada.io/v1alpha1
  autoscaling.karmada.io/v1alpha1
  cluster.karmada.io/v1alpha1
  config.karmada.io/v1alpha1
  multicluster.x-k8s.io/v1alpha1
  networking.karmada.io/v1alpha1
  policy.karmada.io/v1alpha1
  remedy.karmada.io/v1alpha1
  search.karmada.io/v1alpha1
  work.karmada.io/v1alpha1
  work.karmada.io/v1alpha2
  $ kubectl api-resources | grep -e karmada -e x-k8s
  workloadrebalancers                                     apps.karmada.io/v1alpha1          false        WorkloadRebalancer
  cronfederatedhpas                          cronfhpa     autoscaling.karmada.io/v1alpha1   true         CronFederatedHPA
  federatedhpas                              fhpa         autoscaling.karmada.io/v1alpha1   true         FederatedHPA
  clusters                                                cluster.karmada.io/v1alpha1       false        Cluster
  resourceinterpretercustomizations          ric          config.karmada.io/v1alpha1        false        ResourceInterpreterCustomization
  resourceinterpreterwebhookconfigurations                config.karmada.io/v1alpha1        false        ResourceInterpreterWebhookConfiguration
  serviceexports                             svcex        multicluster.x-k8s.io/v1alpha1    true         ServiceExport
  serviceimports                             svcim        multicluster.x-k8s.io/v1alpha1    true         ServiceImport
  multiclusteringresses                      mci          networking.karmada.io/v1alpha1    true         MultiClusterIngress
  multiclusterservices                       mcs          networking.karmada.io/v1alpha1    true         MultiClusterService
  clusteroverridepolicies                    cop          policy.karmada.io/v1alpha1        false        ClusterOverridePolicy
  clusterpropagationpolicies                 cpp          policy.karmada.io/v1alpha1        false        ClusterPropagationPolicy
  clustertaintpolicies                                    policy.karmada.io/v1alpha1        false        ClusterTaintPolicy
  federatedresourcequotas                                 policy.karmada.io/v1alpha1        true         FederatedResourceQuota
  overridepolicies                           op           policy.karmada.io/v1alpha1        true         OverridePolicy
  propagationpolicies                        pp           policy.karmada.io/v1alpha1        true         PropagationPolicy
  remedies                                                remedy.karmada.io/v1alpha1        false        Remedy
  resourceregistries                                      search.karmada.io/v1alpha1        false        ResourceRegistry
  clusterresourcebindings                    crb          work.karmada.io/v1alpha2          false        ClusterResourceBinding
  resourcebindings                           rb           work.karmada.io/v1alpha2          true         ResourceBinding
  works                                      wk           work.karmada.io/v1alpha1          true         Work
  $ kubectl api-resources -o wide --api-group=policy.karmada.io
  NAME                         SHORTNAMES   APIVERSION                   NAMESPACED   KIND                       VERBS                                                        CATEGORIES
  clusteroverridepolicies      cop          policy.karmada.io/v1alpha1   false        ClusterOverridePolicy      create,delete,deletecollection,get,list,patch,update,watch   karmada-io
  clusterpropagationpolicies   cpp          policy.karmada.io/v1alpha1   false        ClusterPropagationPolicy   create,delete,deletecollection,get,list,patch,update,watch   karmada-io
  clustertaintpolicies                      policy.karmada.io/v1alpha1   false        ClusterTaintPolicy         create,delete,deletecollection,get,list,patch,update,watch
  federatedresourcequotas                   policy.karmada.io/v1alpha1   true         FederatedResourceQuota     create,delete,deletecollection,get,list,patch,update,watch   karmada-io
  overridepolicies             op           policy.karmada.io/v1alpha1   true         OverridePolicy             create,delete,deletecollection,get,list,patch,update,watch   karmada-io
  propagationpolicies          pp           policy.karmada.io/v1alpha1   true         PropagationPolicy          create,delete,deletecollection,get,list,patch,update,watch   karmada-io
  $ kubectl explain propagationpolicies
  GROUP:      policy.karmada.io
  KIND:       PropagationPolicy
  VERSION:    v1alpha1
  
  DESCRIPTION:
      Says which resources of its namespace go to which clusters, and how their
      replicas are spread there.
  
  FIELDS:
    apiVersion	<string>
      APIVersion defines the versioned schema of this representation of an object.
      Servers should convert recognized schemas to the latest internal value, and
      may reject unrecognized values. More info:
      https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources
  
    kind	<string>
      Kind is a string value representing the REST resource this object
      represents. Servers may infer this from the endpoint the client submits
      requests to. Cannot be updated. In CamelCase. More info:
      https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds
  
    metadata	<ObjectMeta>
      Standard object's metadata. More info:
      https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata
  
    spec	<Object> -required-
      What the policy asks for.
  $ kubectl explain pp.spec.placement.replicaScheduling.replicaDivisionPreference
  GROUP:      policy.karmada.io
  KIND:       PropagationPolicy
  VERSION:    v1alpha1
  
  FIELD: replicaDivisionPreference <string>
  ENUM:
      Aggregated
      Weighted
  
  DESCRIPTION:
      How replicas are shared. Aggregated: over as few clusters as have room.
      Weighted: by the weights of weightPreference, equally when there are none.
  
  $ kubectl explain clusters.spec.syncMode
  GROUP:      cluster.karmada.io
  KIND:       Cluster
  VERSION:    v1alpha1
  
  FIELD: syncMode <string>
  ENUM:
      Push
      Pull
  
  DESCRIPTION:
      Push: the hub connects to the cluster. Pull: an agent in the cluster
      connects to the hub.
  
  $ kubectl get clusters,pp,rb,work -A
  No resources found
