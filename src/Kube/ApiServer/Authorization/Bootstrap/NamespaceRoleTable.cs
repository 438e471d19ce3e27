namespace Pangea.Kube.ApiServer;

/// <summary>
/// The roles in kube-system and kube-public that a cluster of Kubernetes 1.36 starts with, and their bindings, in the notation of
/// <see cref="PolicyText"/>.
/// </summary>
internal static class NamespaceRoleTable
{
    public const string Roles = """
        kube-system/extension-apiserver-authentication-reader
          read : core : configmaps : extension-apiserver-authentication
        kube-system/system:controller:bootstrap-signer
          read : core : secrets
        kube-system/system:controller:cloud-provider
          create read : core : configmaps
        kube-system/system:controller:token-cleaner
          read delete : core : secrets
          events
        kube-system/system::leader-locking-kube-controller-manager
          watch : core : configmaps
          get update : core : configmaps : kube-controller-manager
        kube-system/system::leader-locking-kube-scheduler
          watch : core : configmaps
          get update : core : configmaps : kube-scheduler
        kube-public/system:controller:bootstrap-signer
          read : core : configmaps
          update : core : configmaps : cluster-info
          events
        """;

    public const string Bindings = """
        kube-system/system::extension-apiserver-authentication-reader = extension-apiserver-authentication-reader <- user system:kube-controller-manager, user system:kube-scheduler
        kube-system/system::leader-locking-kube-controller-manager <- user system:kube-controller-manager, account kube-controller-manager
        kube-system/system::leader-locking-kube-scheduler <- user system:kube-scheduler, account kube-scheduler
        kube-system/system:controller:bootstrap-signer <- account bootstrap-signer
        kube-system/system:controller:cloud-provider <- account cloud-provider
        kube-system/system:controller:token-cleaner <- account token-cleaner
        kube-public/system:controller:bootstrap-signer <- account bootstrap-signer
        """;
}
