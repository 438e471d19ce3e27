namespace Pangea.Kube.ApiServer;

/// <summary>
/// The cluster roles and their bindings that a cluster of Kubernetes 1.36 starts with, except those of its controllers, in the notation of
/// <see cref="PolicyText"/>. Facts from a running cluster and the documentation; features that are off by default there are left out.
/// </summary>
internal static class ClusterRoleTable
{
    /// <summary>The roles that users are given, and the parts they are made of.</summary>
    public const string UserRoles = """
        cluster-admin
          * : * : *
          * @ *
        admin = *
        edit > admin = *
        view > edit = *
        system:aggregate-to-admin > admin
          create : authorization.k8s.io : localsubjectaccessreviews
          read write : rbac.authorization.k8s.io : roles rolebindings
        system:aggregate-to-edit > edit
          read : core : pods/attach pods/proxy pods/exec pods/portforward secrets services/proxy
          impersonate : core : serviceaccounts
          write : core : pods pods/attach pods/proxy pods/exec pods/portforward
          create : core : pods/eviction
          write : core : replicationcontrollers replicationcontrollers/scale serviceaccounts services
            services/proxy persistentvolumeclaims configmaps secrets events
          create : core : serviceaccounts/token
          write : apps : statefulsets statefulsets/scale daemonsets deployments deployments/scale
            deployments/rollback replicasets replicasets/scale
          write : autoscaling : horizontalpodautoscalers
          write : batch : jobs cronjobs
          write : extensions : daemonsets deployments deployments/scale deployments/rollback ingresses replicasets
            replicasets/scale replicationcontrollers/scale networkpolicies
          write : policy : poddisruptionbudgets
          write : networking.k8s.io : networkpolicies ingresses
          read write : coordination.k8s.io : leases
          write : resource.k8s.io : resourceclaims resourceclaimtemplates
        system:aggregate-to-view > view
          read : core : pods replicationcontrollers replicationcontrollers/scale serviceaccounts services
            services/status endpoints persistentvolumeclaims persistentvolumeclaims/status configmaps
          read : core : limitranges resourcequotas bindings events pods/status resourcequotas/status
            namespaces/status replicationcontrollers/status pods/log
          read : core : namespaces
          read : discovery.k8s.io : endpointslices
          read : apps : controllerrevisions statefulsets statefulsets/status statefulsets/scale daemonsets
            daemonsets/status deployments deployments/status deployments/scale replicasets replicasets/status
            replicasets/scale
          read : autoscaling : horizontalpodautoscalers horizontalpodautoscalers/status
          read : batch : jobs cronjobs cronjobs/status jobs/status
          read : extensions : daemonsets daemonsets/status deployments deployments/scale deployments/status
            ingresses ingresses/status replicasets replicasets/scale replicasets/status replicationcontrollers/scale
            networkpolicies
          read : policy : poddisruptionbudgets poddisruptionbudgets/status
          read : networking.k8s.io : networkpolicies ingresses ingresses/status
          read : resource.k8s.io : resourceclaims resourceclaims/status resourceclaimtemplates
        """;

    /// <summary>What everybody may see, and what approvers, monitors and delegating servers need.</summary>
    public const string SystemRoles = """
        system:discovery
          get @ /livez /readyz /healthz /version /version/ /openapi /openapi/* /api /api/* /apis /apis/*
        system:public-info-viewer
          get @ /livez /readyz /healthz /version /version/
        system:basic-user
          create : authorization.k8s.io : selfsubjectaccessreviews selfsubjectrulesreviews
          create : authentication.k8s.io : selfsubjectreviews
        system:monitoring
          get @ /metrics /metrics/slis /livez /readyz /healthz /livez/* /readyz/* /healthz/*
        system:service-account-issuer-discovery
          get @ /.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks
            /openid/v1/jwks/
        system:auth-delegator
          create : authentication.k8s.io : tokenreviews
          create : authorization.k8s.io : subjectaccessreviews
        system:certificates.k8s.io:legacy-unknown-approver
          approve : certificates.k8s.io : signers : kubernetes.io/legacy-unknown
        system:certificates.k8s.io:kubelet-serving-approver
          approve : certificates.k8s.io : signers : kubernetes.io/kubelet-serving
        system:certificates.k8s.io:kube-apiserver-client-approver
          approve : certificates.k8s.io : signers : kubernetes.io/kube-apiserver-client
        system:certificates.k8s.io:kube-apiserver-client-kubelet-approver
          approve : certificates.k8s.io : signers : kubernetes.io/kube-apiserver-client-kubelet
        system:certificates.k8s.io:certificatesigningrequests:nodeclient
          create : certificates.k8s.io : certificatesigningrequests/nodeclient
        system:certificates.k8s.io:certificatesigningrequests:selfnodeclient
          create : certificates.k8s.io : certificatesigningrequests/selfnodeclient
        system:heapster
          read : core : events pods nodes namespaces
          read : extensions : deployments
        system:kube-aggregator
          read : core : services endpoints
        """;

    /// <summary>The roles of nodes and of the control plane's own programs.</summary>
    public const string ComponentRoles = """
        system:node
          create : authentication.k8s.io : tokenreviews
          create : authorization.k8s.io : subjectaccessreviews localsubjectaccessreviews
          read : core : services
          create get list watch : core : nodes
          update patch : core : nodes/status
          update patch : core : nodes
          create update patch : core : events
          read : core : pods
          create delete : core : pods
          update patch : core : pods/status
          create : core : pods/eviction
          read : core : secrets configmaps
          get : core : persistentvolumeclaims persistentvolumes
          get : core : endpoints
          create get list watch : certificates.k8s.io : certificatesigningrequests
          get create update patch delete : coordination.k8s.io : leases
          get : storage.k8s.io : volumeattachments
          create : core : serviceaccounts/token
          get update patch : core : persistentvolumeclaims/status
          read : storage.k8s.io : csidrivers
          get create update patch delete : storage.k8s.io : csinodes
          read : node.k8s.io : runtimeclasses
          get : resource.k8s.io : resourceclaims
          deletecollection : resource.k8s.io : resourceslices
          get : core : serviceaccounts
        system:node-bootstrapper
          create get list watch : certificates.k8s.io : certificatesigningrequests
        system:node-problem-detector
          get : core : nodes
          patch : core : nodes/status
          events
        system:node-proxier
          list watch : core : services endpoints
          read : core : nodes
          events
          list watch : networking.k8s.io : servicecidrs
          list watch : discovery.k8s.io : endpointslices
        system:kubelet-api-admin
          read : core : nodes
          proxy : core : nodes
          * : core : nodes/proxy nodes/metrics nodes/stats nodes/log
          * : core : nodes/configz nodes/healthz nodes/pods
        system:kube-dns
          list watch : core : endpoints services
        system:persistent-volume-provisioner
          read create delete : core : persistentvolumes
          read update : core : persistentvolumeclaims
          read : storage.k8s.io : storageclasses
          watch : core : events
          events
        system:volume-scheduler
          read update patch : core : persistentvolumes
          read : storage.k8s.io : storageclasses
          read update patch : core : persistentvolumeclaims
        system:kube-controller-manager
          events
          create : coordination.k8s.io : leases
          get update : coordination.k8s.io : leases : kube-controller-manager
          create : core : secrets serviceaccounts
          delete : core : secrets
          get : core : namespaces secrets serviceaccounts configmaps
          update : core : secrets serviceaccounts
          create : authentication.k8s.io : tokenreviews
          create : authorization.k8s.io : subjectaccessreviews
          list watch : * : *
          create : core : serviceaccounts/token
        system:kube-scheduler
          events
          create : coordination.k8s.io : leases
          get update : coordination.k8s.io : leases : kube-scheduler
          read : core : nodes
          read delete : core : pods
          create : core : pods/binding bindings
          patch update : core : pods/status
          read : core : services replicationcontrollers
          read : apps extensions : replicasets
          read : apps : statefulsets
          read : policy : poddisruptionbudgets
          read : core : persistentvolumeclaims persistentvolumes
          create : authentication.k8s.io : tokenreviews
          create : authorization.k8s.io : subjectaccessreviews
          read : storage.k8s.io : csinodes
          read : storage.k8s.io : volumeattachments
          read : core : namespaces
          read : storage.k8s.io : csidrivers
          read : storage.k8s.io : csistoragecapacities
          read : resource.k8s.io : deviceclasses
          read update patch : resource.k8s.io : resourceclaims
          read update patch : resource.k8s.io : resourceclaims/status
          update patch : resource.k8s.io : resourceclaims/binding
          read update patch : core : pods/finalizers
          read : resource.k8s.io : resourceslices
        """;

    /// <summary>The bindings. Nodes are bound to nothing: they get their rights one by one from an authorizer of their own.</summary>
    public const string Bindings = """
        cluster-admin <- group system:masters
        system:monitoring <- group system:monitoring
        system:discovery <- group system:authenticated
        system:basic-user <- group system:authenticated
        system:public-info-viewer <- group system:authenticated, group system:unauthenticated
        system:node-proxier <- user system:kube-proxy
        system:kube-controller-manager <- user system:kube-controller-manager
        system:kube-dns <- account kube-dns
        system:kube-scheduler <- user system:kube-scheduler
        system:volume-scheduler <- user system:kube-scheduler
        system:service-account-issuer-discovery <- group system:serviceaccounts
        system:node <-
        """;
}
