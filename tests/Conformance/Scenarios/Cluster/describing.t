kubectl describe reads what it shows of every kind.

  $ kubectl create configmap c --from-literal=a=b; kubectl describe configmap c
  configmap/c created
  Name:         c
  Namespace:    default
  Labels:       <none>
  Annotations:  <none>
  
  Data
  ====
  a:
  ----
  b
  
  
  BinaryData
  ====
  
  Events:  <none>
  $ kubectl create secret generic s --from-literal=a=bcd; kubectl describe secret s
  secret/s created
  Name:         s
  Namespace:    default
  Labels:       <none>
  Annotations:  <none>
  
  Type:  Opaque
  
  Data
  ====
  a:  3 bytes
  $ kubectl create service clusterip web --tcp=80:8080; kubectl describe service web
  service/web created
  Name:                     web
  Namespace:                default
  Labels:                   app=web
  Annotations:              <none>
  Selector:                 app=web
  Type:                     ClusterIP
  IP Family Policy:         SingleStack
  IP Families:              IPv4
  IP:                       <ip>
  IPs:                      <ip>
  Port:                     80-8080  80/TCP
  TargetPort:               8080/TCP
  Endpoints:                <none>
  Session Affinity:         None
  Internal Traffic Policy:  Cluster
  Events:                   <none>
  $ kubectl run p --image=busybox; kubectl describe pod p
  pod/p created
  Name:         p
  Namespace:    default
  Node:         <none>
  Labels:       run=p
  Annotations:  <none>
  Status:       Pending
  IP:
  IPs:          <none>
  Containers:
    p:
      Image:        busybox
      Port:         <none>
      Host Port:    <none>
      Environment:  <none>
      Mounts:       <none>
  Volumes:          <none>
  QoS Class:        BestEffort
  Node-Selectors:   <none>
  Tolerations:      <none>
  Events:           <none>
  $ kubectl create -f - <<EOD
  > apiVersion: v1
  > kind: Event
  > metadata: {name: p.1, namespace: default}
  > involvedObject: {apiVersion: v1, kind: Pod, name: p, namespace: default, uid: $(kubectl get pod p -o jsonpath='{.metadata.uid}')}
  > reason: Scheduled
  > message: Successfully assigned default/p to node-1
  > type: Normal
  > source: {component: default-scheduler}
  > firstTimestamp: "2020-01-01T00:00:00Z"
  > lastTimestamp: "2020-01-01T00:00:00Z"
  > count: 1
  > EOD
  event/p.1 created
  $ kubectl describe pod p | sed -n '/^Events/,$p' | sed 's/ [0-9]*y[0-9]*d / AGE /'
  Events:
    Type    Reason     Age     From               Message
    ----    ------     ----    ----               -------
    Normal  Scheduled  AGE  default-scheduler  Successfully assigned default/p to node-1
  $ kubectl events --for pod/p --no-headers | sed 's/^[^ ]* *//'
  Normal   Scheduled   Pod/p   Successfully assigned default/p to node-1
  $ kubectl get events --no-headers | sed 's/^[^ ]* *//'
  Normal   Scheduled   pod/p   Successfully assigned default/p to node-1
  $ kubectl get events --field-selector involvedObject.name=p,type=Normal -o name
  event/p.1
  $ kubectl create ingress in --rule=example.com/=web:80; kubectl describe ingress in
  ingress.networking.k8s.io/in created
  Name:             in
  Labels:           <none>
  Namespace:        default
  Address:
  Ingress Class:    <none>
  Default backend:  <default>
  Rules:
    Host         Path  Backends
    ----         ----  --------
    example.com
                 /   web:80 (<none>)
  Annotations:   <none>
  Events:        <none>
  $ kubectl create role r --verb=get --resource=pods; kubectl describe role r
  role.rbac.authorization.k8s.io/r created
  Name:         r
  Labels:       <none>
  Annotations:  <none>
  PolicyRule:
    Resources  Non-Resource URLs  Resource Names  Verbs
    ---------  -----------------  --------------  -----
    pods       []                 []              [get]
  $ kubectl create rolebinding r --role=r --user=jane; kubectl describe rolebinding r
  rolebinding.rbac.authorization.k8s.io/r created
  Name:         r
  Labels:       <none>
  Annotations:  <none>
  Role:
    Kind:  Role
    Name:  r
  Subjects:
    Kind  Name  Namespace
    ----  ----  ---------
    User  jane
  $ kubectl describe namespace default
  Name:         default
  Labels:       kubernetes.io/metadata.name=default
  Annotations:  <none>
  Status:       Active
  
  No resource quota.
  
  No LimitRange resource.
  $ kubectl create quota q --hard=pods=5; kubectl describe quota q
  resourcequota/q created
  Name:       q
  Namespace:  default
  Resource    Used  Hard
  --------    ----  ----
  $ kubectl create job j --image=busybox; kubectl describe job j
  job.batch/j created
  Name:             j
  Namespace:        default
  Selector:         batch.kubernetes.io/controller-uid=<uid>
  Labels:           batch.kubernetes.io/controller-uid=<uid>
                    batch.kubernetes.io/job-name=j
                    controller-uid=<uid>
                    job-name=j
  Annotations:      <none>
  Parallelism:      1
  Completions:      1
  Completion Mode:  NonIndexed
  Suspend:          false
  Backoff Limit:    6
  Pods Statuses:    0 Active / 0 Succeeded / 0 Failed
  Pod Template:
    Labels:  batch.kubernetes.io/controller-uid=<uid>
             batch.kubernetes.io/job-name=j
             controller-uid=<uid>
             job-name=j
    Containers:
     j:
      Image:         busybox
      Port:          <none>
      Host Port:     <none>
      Environment:   <none>
      Mounts:        <none>
    Volumes:         <none>
    Node-Selectors:  <none>
    Tolerations:     <none>
  Events:            <none>
  $ kubectl create cronjob cj --image=busybox --schedule='0 * * * *'; kubectl describe cronjob cj
  cronjob.batch/cj created
  Name:                          cj
  Namespace:                     default
  Labels:                        <none>
  Annotations:                   <none>
  Schedule:                      0 * * * *
  Concurrency Policy:            Allow
  Suspend:                       False
  Successful Job History Limit:  3
  Failed Job History Limit:      1
  Starting Deadline Seconds:     <unset>
  Selector:                      <unset>
  Parallelism:                   <unset>
  Completions:                   <unset>
  Pod Template:
    Labels:  <none>
    Containers:
     cj:
      Image:           busybox
      Port:            <none>
      Host Port:       <none>
      Environment:     <none>
      Mounts:          <none>
    Volumes:           <none>
    Node-Selectors:    <none>
    Tolerations:       <none>
  Last Schedule Time:  <unset>
  Active Jobs:         <none>
  Events:              <none>
  $ kubectl create pdb b --selector=a=b --min-available=1; kubectl describe pdb b
  poddisruptionbudget.policy/b created
  Name:           b
  Namespace:      default
  Min available:  1
  Selector:       a=b
  Status:
      Allowed disruptions:  0
      Current:              0
      Desired:              0
      Total:                0
  Events:                   <none>
  $ kubectl create priorityclass high --value=10; kubectl describe priorityclass high
  priorityclass.scheduling.k8s.io/high created
  Name:              high
  Value:             10
  GlobalDefault:     false
  PreemptionPolicy:  PreemptLowerPriority
  Description:
  Annotations:       <none>
  Events:            <none>
  $ kubectl create serviceaccount bot; kubectl describe serviceaccount bot | grep -v -e Mountable -e Tokens
  serviceaccount/bot created
  Name:                bot
  Namespace:           default
  Labels:              <none>
  Annotations:         <none>
  Image pull secrets:  <none>
  Events:              <none>
  $ kubectl describe clusterrole view | head -8
  Name:         view
  Labels:       kubernetes.io/bootstrapping=rbac-defaults
                rbac.authorization.k8s.io/aggregate-to-edit=true
  Annotations:  rbac.authorization.kubernetes.io/autoupdate: true
  PolicyRule:
    Resources                                    Non-Resource URLs  Resource Names  Verbs
    ---------                                    -----------------  --------------  -----
    bindings                                     []                 []              [get list watch]
  $ kubectl apply -f - <<EOD
  > apiVersion: v1
  > kind: Node
  > metadata: {name: n1, labels: {kubernetes.io/hostname: n1}}
  > spec: {taints: [{key: a, value: b, effect: NoSchedule}]}
  > EOD
  node/n1 created
  $ kubectl get nodes
  NAME   STATUS    ROLES    AGE   VERSION
  n1     Unknown   <none>   <age>
  $ kubectl cordon n1
  node/n1 cordoned
  $ kubectl taint node n1 a-
  node/n1 untainted
  $ kubectl get node n1 -o jsonpath='{.spec}{"\n"}'
  {"unschedulable":true}
  $ kubectl uncordon n1
  node/n1 uncordoned
  $ kubectl describe node n1
  Name:               n1
  Roles:              <none>
  Labels:             kubernetes.io/hostname=n1
  Annotations:        <none>
  CreationTimestamp:  <date>
  Taints:             <none>
  Unschedulable:      false
  Lease:              Failed to get lease: leases.coordination.k8s.io "n1" not found
  Addresses:
  System Info:
    Machine ID:
    System UUID:
    Boot ID:
    Kernel Version:
    OS Image:
    Operating System:
    Architecture:
    Container Runtime Version:
    Kubelet Version:
    Kube-Proxy Version:
  Non-terminated Pods:          (0 in total)
    Namespace                   Name    CPU Requests  CPU Limits  Memory Requests  Memory Limits  Age
    ---------                   ----    ------------  ----------  ---------------  -------------  ---
  Allocated resources:
    (Total limits may be over 100 percent, i.e., overcommitted.)
    Resource           Requests  Limits
    --------           --------  ------
    cpu                0 (0%)    0 (0%)
    memory             0 (0%)    0 (0%)
    ephemeral-storage  0 (0%)    0 (0%)
  Events:              <none>
  $ kubectl describe pod nothing
  Error from server (NotFound): pods "nothing" not found
  [1]
