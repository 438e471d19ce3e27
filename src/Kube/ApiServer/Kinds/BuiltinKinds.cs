using Pangea.Kube.ApiServer.Printing;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>The rules and the table of every built-in resource that is stored, by group version and name.</summary>
internal static class BuiltinKinds
{
    private static TablePrinter Plain => DefaultPrinters.NameAndCreation;

    /// <summary>Finds a resource; null for those that are answered by a function instead.</summary>
    public static BuiltinKind? Find(GroupVersionResource resource) =>
        resource.GroupVersion.ToString() switch
        {
            "v1" => Core(resource.Resource),
            "apps/v1" => Apps(resource.Resource),
            "batch/v1" => Batch(resource.Resource),
            "networking.k8s.io/v1" => Networking(resource.Resource),
            "rbac.authorization.k8s.io/v1" => Rbac(resource.Resource),
            "storage.k8s.io/v1" => Storage(resource.Resource),
            "admissionregistration.k8s.io/v1" => Admission(resource.Resource),
            "resource.k8s.io/v1" => Devices(resource.Resource),
            _ => Other(resource),
        };

    private static BuiltinKind? Core(string resource) =>
        resource switch
        {
            "configmaps" => new(new ConfigMapStrategy(), CorePrinters.ConfigMaps),
            "endpoints" => new(new EndpointsStrategy(), ServicePrinters.Endpoints),
            "events" => new(new EventStrategy(), EventPrinters.Events),
            "limitranges" => new(new LimitRangeStrategy(), Plain),
            "namespaces" => new(new NamespaceStrategy(), CorePrinters.Namespaces),
            "nodes" => new(new NodeStrategy(), NodePrinters.Nodes),
            "persistentvolumeclaims" => new(new PersistentVolumeClaimStrategy(), VolumePrinters.PersistentVolumeClaims),
            "persistentvolumes" => new(new PersistentVolumeStrategy(), VolumePrinters.PersistentVolumes),
            "pods" => new(new PodStrategy(), PodPrinter.Pods),
            "podtemplates" => new(new PodTemplateStrategy(), WorkloadPrinters.PodTemplates),
            "replicationcontrollers" => new(
                new ReplicationControllerStrategy(),
                WorkloadPrinters.ReplicationControllers
            ),
            "resourcequotas" => new(new ResourceQuotaStrategy(), CorePrinters.ResourceQuotas),
            "secrets" => new(new SecretStrategy(), CorePrinters.Secrets),
            "serviceaccounts" => new(new ServiceAccountStrategy(), CorePrinters.ServiceAccounts),
            "services" => new(new ServiceStrategy(), ServicePrinters.Services),
            _ => null,
        };

    private static BuiltinKind? Apps(string resource) =>
        resource switch
        {
            "controllerrevisions" => new(new ControllerRevisionStrategy(), WorkloadPrinters.ControllerRevisions),
            "daemonsets" => new(new DaemonSetStrategy(), WorkloadPrinters.DaemonSets),
            "deployments" => new(new DeploymentStrategy(), WorkloadPrinters.Deployments),
            "replicasets" => new(new ReplicaSetStrategy(), WorkloadPrinters.ReplicaSets),
            "statefulsets" => new(new StatefulSetStrategy(), WorkloadPrinters.StatefulSets),
            _ => null,
        };

    private static BuiltinKind? Batch(string resource) =>
        resource switch
        {
            "cronjobs" => new(new CronJobStrategy(), BatchPrinters.CronJobs),
            "jobs" => new(new JobStrategy(), BatchPrinters.Jobs),
            _ => null,
        };

    private static BuiltinKind? Networking(string resource) =>
        resource switch
        {
            "ingressclasses" => new(new IngressClassStrategy(), NetworkingPrinters.IngressClasses),
            "ingresses" => new(new IngressStrategy(), NetworkingPrinters.Ingresses),
            "ipaddresses" => new(new IpAddressStrategy(), NetworkingPrinters.IpAddresses),
            "networkpolicies" => new(new NetworkPolicyStrategy(), NetworkingPrinters.NetworkPolicies),
            "servicecidrs" => new(new ServiceCidrStrategy(), NetworkingPrinters.ServiceCidrs),
            _ => null,
        };

    private static BuiltinKind? Rbac(string resource) =>
        resource switch
        {
            "clusterrolebindings" => new(
                new RoleBindingStrategy(namespaced: false),
                AccessPrinters.ClusterRoleBindings
            ),
            "clusterroles" => new(new ClusterRoleStrategy(), Plain),
            "rolebindings" => new(new RoleBindingStrategy(namespaced: true), AccessPrinters.RoleBindings),
            "roles" => new(new RoleStrategy(), Plain),
            _ => null,
        };

    private static BuiltinKind? Storage(string resource) =>
        resource switch
        {
            "csidrivers" => new(new CsiDriverStrategy(), StoragePrinters.CsiDrivers),
            "csinodes" => new(new CsiNodeStrategy(), StoragePrinters.CsiNodes),
            "csistoragecapacities" => new(new CsiStorageCapacityStrategy(), StoragePrinters.CsiStorageCapacities),
            "storageclasses" => new(new StorageClassStrategy(), StoragePrinters.StorageClasses),
            "volumeattachments" => new(new VolumeAttachmentStrategy(), StoragePrinters.VolumeAttachments),
            "volumeattributesclasses" => new(
                new VolumeAttributesClassStrategy(),
                StoragePrinters.VolumeAttributesClasses
            ),
            _ => null,
        };

    private static BuiltinKind? Admission(string resource) =>
        resource switch
        {
            "mutatingadmissionpolicies" => new(
                new AdmissionPolicyStrategy(mutating: true),
                AdmissionPrinters.MutatingPolicies
            ),
            "mutatingadmissionpolicybindings" => new(
                new AdmissionPolicyBindingStrategy(mutating: true),
                AdmissionPrinters.PolicyBindings
            ),
            "mutatingwebhookconfigurations" => new(
                new WebhookConfigurationStrategy(mutating: true),
                AdmissionPrinters.Webhooks
            ),
            "validatingadmissionpolicies" => new(
                new AdmissionPolicyStrategy(mutating: false),
                AdmissionPrinters.ValidatingPolicies
            ),
            "validatingadmissionpolicybindings" => new(
                new AdmissionPolicyBindingStrategy(mutating: false),
                AdmissionPrinters.PolicyBindings
            ),
            "validatingwebhookconfigurations" => new(
                new WebhookConfigurationStrategy(mutating: false),
                AdmissionPrinters.Webhooks
            ),
            _ => null,
        };

    private static BuiltinKind? Devices(string resource) =>
        resource switch
        {
            "deviceclasses" => new(new DeviceClassStrategy(), ClusterPrinters.NameAndAge),
            "resourceclaims" => new(new ResourceClaimStrategy(), ClusterPrinters.ResourceClaims),
            "resourceclaimtemplates" => new(new ResourceClaimTemplateStrategy(), ClusterPrinters.NameAndAge),
            "resourceslices" => new(new ResourceSliceStrategy(), ClusterPrinters.ResourceSlices),
            _ => null,
        };

    private static BuiltinKind? Other(GroupVersionResource resource) =>
        $"{resource.GroupVersion}/{resource.Resource}" switch
        {
            "apiextensions.k8s.io/v1/customresourcedefinitions" => new(new CrdStrategy(), Plain),
            "apiregistration.k8s.io/v1/apiservices" => new(new ApiServiceStrategy(), AdmissionPrinters.ApiServices),
            "autoscaling/v1/horizontalpodautoscalers" => new(
                new HpaV1Strategy(new HpaStrategy()),
                AutoscalingPrinters.AutoscalersV1
            )
            {
                StoredIn = new("autoscaling", "v2"),
                FromStored = HpaViews.FromStored,
                ToStored = HpaViews.ToStored,
            },
            "autoscaling/v2/horizontalpodautoscalers" => new(new HpaStrategy(), AutoscalingPrinters.Autoscalers),
            "certificates.k8s.io/v1/certificatesigningrequests" => new(
                new CsrStrategy(),
                AccessPrinters.SigningRequests
            ),
            "coordination.k8s.io/v1/leases" => new(new LeaseStrategy(), ClusterPrinters.Leases),
            "discovery.k8s.io/v1/endpointslices" => new(new EndpointSliceStrategy(), ServicePrinters.EndpointSlices),
            "events.k8s.io/v1/events" => new(new EventsV1Strategy(), EventPrinters.EventsV1)
            {
                StoredAs = new("", "events"),
                StoredIn = new("", "v1"),
                FromStored = EventViews.FromStored,
                ToStored = EventViews.ToStored,
            },
            "flowcontrol.apiserver.k8s.io/v1/flowschemas" => new(new FlowSchemaStrategy(), ClusterPrinters.FlowSchemas),
            "flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations" => new(
                new PriorityLevelStrategy(),
                ClusterPrinters.PriorityLevels
            ),
            "node.k8s.io/v1/runtimeclasses" => new(new RuntimeClassStrategy(), ClusterPrinters.RuntimeClasses),
            "policy/v1/poddisruptionbudgets" => new(
                new PodDisruptionBudgetStrategy(),
                AutoscalingPrinters.DisruptionBudgets
            ),
            "scheduling.k8s.io/v1/priorityclasses" => new(new PriorityClassStrategy(), ClusterPrinters.PriorityClasses),
            _ => null,
        };
}
