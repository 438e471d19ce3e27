kubectl explain reads the server's OpenAPI.

  $ kubectl explain configmap
  KIND:       ConfigMap
  VERSION:    v1
  
  DESCRIPTION:
      ConfigMap holds configuration data for pods to consume.
  
  FIELDS:
    apiVersion	<string>
      APIVersion defines the versioned schema of this representation of an object.
      Servers should convert recognized schemas to the latest internal value, and
      may reject unrecognized values. More info:
      https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources
  
    binaryData	<map[string]string>
      BinaryData contains the binary data. Each key must consist of alphanumeric
      characters, '-', '_' or '.'. BinaryData can contain byte sequences that are
      not in the UTF-8 range. The keys stored in BinaryData must not overlap with
      the ones in the Data field, this is enforced during validation process.
      Using this field will require 1.10+ apiserver and kubelet. Note: BinaryData
      keys are not currently propagated to container env vars via ConfigMapKeyRef
      or ConfigMapRef env sources; only Data keys are used.
  
    data	<map[string]string>
      Data contains the configuration data. Each key must consist of alphanumeric
      characters, '-', '_' or '.'. Values with non-UTF-8 byte sequences must use
      the BinaryData field. The keys stored in Data must not overlap with the keys
      in the BinaryData field, this is enforced during validation process.
  
    immutable	<boolean>
      Immutable, if set to true, ensures that data stored in the ConfigMap cannot
      be updated (only object metadata can be modified). If not set to true, the
      field can be modified at any time. Defaulted to nil.
  
    kind	<string>
      Kind is a string value representing the REST resource this object
      represents. Servers may infer this from the endpoint the client submits
      requests to. Cannot be updated. In CamelCase. More info:
      https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds
  
    metadata	<ObjectMeta>
      Standard object's metadata. More info:
      https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata

  $ kubectl explain deployment.spec.template.spec.containers.ports
  GROUP:      apps
  KIND:       Deployment
  VERSION:    v1
  
  FIELD: ports <[]ContainerPort>
  
  
  DESCRIPTION:
      List of ports to expose from the container. Not specifying a port here DOES
      NOT prevent that port from being exposed. Any port which is listening on the
      default "0.0.0.0" address inside a container will be accessible from the
      network. Modifying this array with strategic merge patch may corrupt the
      data. For more information See
      https://github.com/kubernetes/kubernetes/issues/108255. Cannot be updated.
      ContainerPort represents a network port in a single container.
  
  FIELDS:
    containerPort	<integer> -required-
      Number of port to expose on the pod's IP address. This must be a valid port
      number, 0 < x < 65536.
  
    hostIP	<string>
      What host IP to bind the external port to.
  
    hostPort	<integer>
      Number of port to expose on the host. If specified, this must be a valid
      port number, 0 < x < 65536. If HostNetwork is specified, this must match
      ContainerPort. Most containers do not need this.
  
    name	<string>
      If specified, this must be an IANA_SVC_NAME and unique within the pod. Each
      named port in a pod must have a unique name. Name for the port that can be
      referred to by services.
  
    protocol	<string>
    enum: SCTP, TCP, UDP
      Protocol for port. Must be UDP, TCP, or SCTP. Defaults to "TCP".

  $ kubectl explain deploy.spec.strategy --recursive
  GROUP:      apps
  KIND:       Deployment
  VERSION:    v1
  
  FIELD: strategy <DeploymentStrategy>
  
  
  DESCRIPTION:
      The deployment strategy to use to replace existing pods with new ones.
      DeploymentStrategy describes how to replace existing pods with new ones.
  
  FIELDS:
    rollingUpdate	<RollingUpdateDeployment>
      maxSurge	<IntOrString>
      maxUnavailable	<IntOrString>
    type	<string>
    enum: Recreate, RollingUpdate

  $ kubectl explain hpa.spec.minReplicas --api-version=autoscaling/v2
  GROUP:      autoscaling
  KIND:       HorizontalPodAutoscaler
  VERSION:    v2
  
  FIELD: minReplicas <integer>
  
  
  DESCRIPTION:
      minReplicas is the lower limit for the number of replicas to which the
      autoscaler can scale down.  It defaults to 1 pod.  minReplicas is allowed to
      be 0 if the alpha feature gate HPAScaleToZero is enabled and at least one
      Object or External metric is configured.  Scaling is active as long as at
      least one metric value is available.
  

  $ kubectl explain deployment.spec.nothing
  GROUP:      apps
  KIND:       Deployment
  VERSION:    v1
  
  error: field "nothing" does not exist
  [1]

  $ kubectl explain nothing
  the server doesn't have a resource type "nothing"
  [1]
