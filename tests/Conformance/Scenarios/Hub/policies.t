Policies are checked as the original checks them.

  $ cat > policy.yaml <<EOD
  > apiVersion: policy.karmada.io/v1alpha1
  > kind: PropagationPolicy
  > metadata:
  >   name: hello
  > spec:
  >   resourceSelectors:
  >   - apiVersion: apps/v1
  >     kind: Deployment
  >     name: hello
  >   placement:
  >     clusterAffinity:
  >       clusterNames: [eu, us]
  >     replicaScheduling:
  >       replicaSchedulingType: Divided
  >       replicaDivisionPreference: Weighted
  >       weightPreference:
  >         staticWeightList:
  >         - targetCluster: {clusterNames: [eu]}
  >           weight: 1
  >         - targetCluster: {clusterNames: [us]}
  >           weight: 2
  > EOD
  $ sed 's/weight: 1/weight: 0/' policy.yaml | kubectl apply -f -
  The PropagationPolicy "hello" is invalid: spec.placement.replicaScheduling.weightPreference.staticWeightList[0].weight: Invalid value: 0: spec.placement.replicaScheduling.weightPreference.staticWeightList[0].weight in body should be greater than or equal to 1
  [1]
  $ sed 's/placement:/placements:/' policy.yaml | kubectl apply -f -
  Error from server (BadRequest): error when creating "STDIN": PropagationPolicy in version "v1alpha1" cannot be handled as a PropagationPolicy: strict decoding error: unknown field "spec.placements"
  [1]
  $ sed 's/: Divided/: Sometimes/' policy.yaml | kubectl apply -f -
  The PropagationPolicy "hello" is invalid: spec.placement.replicaScheduling.replicaSchedulingType: Unsupported value: "Sometimes": supported values: "Duplicated", "Divided"
  [1]
  $ sed '/^  resourceSelectors/,/name: hello/d;s/^spec:/spec:\n  resourceSelectors: []/' policy.yaml | sed 's/^metadata:/metadata:\n  name: hello/' | kubectl apply -f -
  The PropagationPolicy "hello" is invalid: spec.resourceSelectors: Invalid value: 0: spec.resourceSelectors in body should have at least 1 items
  [1]
  $ sed '/^  resourceSelectors/,/^    name/d' policy.yaml | kubectl apply -f -
  The PropagationPolicy "hello" is invalid: spec.resourceSelectors: Required value
  [1]
  $ sed 's/kind: Deployment/kinds: Deployment/' policy.yaml | kubectl apply -f -
  Error from server (BadRequest): error when creating "STDIN": PropagationPolicy in version "v1alpha1" cannot be handled as a PropagationPolicy: strict decoding error: unknown field "spec.resourceSelectors[0].kinds"
  [1]
  $ sed 's/weight: 1/weight: one/' policy.yaml | kubectl apply -f -
  The PropagationPolicy "hello" is invalid: spec.placement.replicaScheduling.weightPreference.staticWeightList[0].weight: Invalid value: "string": spec.placement.replicaScheduling.weightPreference.staticWeightList[0].weight in body must be of type integer: "string"
  [1]
  $ kubectl apply -f policy.yaml
  propagationpolicy.policy.karmada.io/hello created
  $ kubectl apply -f policy.yaml
  propagationpolicy.policy.karmada.io/hello configured
  $ kubectl get pp
  NAME    CONFLICT-RESOLUTION   PRIORITY   AGE
  hello   Abort                 0          <age>
  $ kubectl get pp hello -o yaml
  apiVersion: policy.karmada.io/v1alpha1
  kind: PropagationPolicy
  metadata:
    annotations:
      kubectl.kubernetes.io/last-applied-configuration: |
        {"apiVersion":"policy.karmada.io/v1alpha1","kind":"PropagationPolicy","metadata":{"annotations":{},"name":"hello","namespace":"default"},"spec":{"placement":{"clusterAffinity":{"clusterNames":["eu","us"]},"replicaScheduling":{"replicaDivisionPreference":"Weighted","replicaSchedulingType":"Divided","weightPreference":{"staticWeightList":[{"targetCluster":{"clusterNames":["eu"]},"weight":1},{"targetCluster":{"clusterNames":["us"]},"weight":2}]}}},"resourceSelectors":[{"apiVersion":"apps/v1","kind":"Deployment","name":"hello"}]}}
    creationTimestamp: "<time>"
    finalizers:
    - karmada.io/propagation-policy-controller
    generation: 1
    labels:
      propagationpolicy.karmada.io/permanent-id: <uid>
    name: hello
    namespace: default
    resourceVersion: "<rv>"
    uid: <uid>
  spec:
    conflictResolution: Abort
    placement:
      clusterAffinity:
        clusterNames:
        - eu
        - us
      replicaScheduling:
        replicaDivisionPreference: Weighted
        replicaSchedulingType: Divided
        weightPreference:
          staticWeightList:
          - targetCluster:
              clusterNames:
              - eu
            weight: 1
          - targetCluster:
              clusterNames:
              - us
            weight: 2
    preemption: Never
    priority: 0
    resourceSelectors:
    - apiVersion: apps/v1
      kind: Deployment
      name: hello
      namespace: default
    schedulerName: default-scheduler
  $ kubectl patch pp hello -p '{"spec":{"priority":3}}'
  error: application/strategic-merge-patch+json is not supported by policy.karmada.io/v1alpha1, Kind=PropagationPolicy: the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml
  [1]
  $ kubectl patch pp hello --type=merge -p '{"spec":{"priority":3}}'
  propagationpolicy.policy.karmada.io/hello patched
  $ kubectl patch pp hello --type=merge -p '{"spec":{"priority":3}}'
  propagationpolicy.policy.karmada.io/hello patched (no change)
  $ kubectl apply --server-side -f policy.yaml
  error: Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using policy.karmada.io/v1alpha1: .spec.resourceSelectors
  Please review the fields above--they currently have other managers. Here
  are the ways you can resolve this warning:
  * If you intend to manage all of these fields, please re-run the apply
    command with the `--force-conflicts` flag.
  * If you do not intend to manage all of the fields, please edit your
    manifest to remove references to the fields that should keep their
    current managers.
  * You may co-own fields by updating your manifest to match the existing
    value; in this case, you'll become the manager if the other manager(s)
    stop managing the field (remove it from their configuration).
  See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
  [1]
  $ kubectl describe pp hello
  Name:         hello
  Namespace:    default
  Labels:       propagationpolicy.karmada.io/permanent-id=<uid>
  Annotations:  <none>
  API Version:  policy.karmada.io/v1alpha1
  Kind:         PropagationPolicy
  Metadata:
    Creation Timestamp:  <time>
    Finalizers:
      karmada.io/propagation-policy-controller
    Generation:        2
    Resource Version:  <rv>
    UID:               <uid>
  Spec:
    Conflict Resolution:  Abort
    Placement:
      Cluster Affinity:
        Cluster Names:
          eu
          us
      Replica Scheduling:
        Replica Division Preference:  Weighted
        Replica Scheduling Type:      Divided
        Weight Preference:
          Static Weight List:
            Target Cluster:
              Cluster Names:
                eu
            Weight:  1
            Target Cluster:
              Cluster Names:
                us
            Weight:  2
    Preemption:      Never
    Priority:        3
    Resource Selectors:
      API Version:   apps/v1
      Kind:          Deployment
      Name:          hello
      Namespace:     default
    Scheduler Name:  default-scheduler
  Events:            <none>
  $ kubectl get cpp
  No resources found
  $ kubectl delete pp hello
  propagationpolicy.policy.karmada.io "hello" deleted<? from default namespace>
