A template without a policy waits, and says so.

  $ kubectl create deployment hello --image=nginx --replicas=3
  deployment.apps/hello created
  $ kubectl get deployments
  NAME    READY   UP-TO-DATE   AVAILABLE   AGE
  hello   0/3     0            0           <age>
  $ until kubectl get events 2>/dev/null | grep -q ApplyPolicyFailed; do sleep 0.1; done; kubectl describe deployment hello | sed -n '/^Events/,$p'
  Events:
    Type     Reason             Age   From               Message
    ----     ------             ----  ----               -------
    Warning  ApplyPolicyFailed  <age>    resource-detector  No policy match for resource
  $ kubectl apply -f - <<EOD
  > apiVersion: cluster.karmada.io/v1alpha1
  > kind: Cluster
  > metadata: {name: eu}
  > spec: {syncMode: Pull, region: eu-west, zones: [eu-west-1a, eu-west-1b]}
  > EOD
  cluster.cluster.karmada.io/eu created
  $ kubectl get clusters
  NAME   VERSION   MODE   READY     AGE
  eu               Pull   Unknown   <age>
  $ kubectl get clusters -o wide
  NAME   VERSION   MODE   READY     AGE   ZONES   REGION    PROVIDER   API-ENDPOINT   PROXY-URL
  eu               Pull   Unknown   <age>   eu-west-1a,eu-west-1b   eu-west   <none>   <none>   <none>
  $ kubectl apply -f - <<EOD
  > apiVersion: cluster.karmada.io/v1alpha1
  > kind: Cluster
  > metadata: {name: Eu.west}
  > spec: {syncMode: Sometimes}
  > EOD
  The Cluster "Eu.west" is invalid:
  * metadata.name: Invalid value: "Eu.west": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
  * spec.syncMode: Unsupported value: "Sometimes": supported values: "Push", "Pull"
  [1]
  $ kubectl get clusters eu --subresource=status -o jsonpath='{.spec.syncMode}{"\n"}'
  Pull
