What kubectl create, run, expose and autoscale make.

  $ kubectl create deployment web --image=nginx:1.27 --replicas=3 --port=80
  deployment.apps/web created
  $ kubectl get deployment web
  NAME   READY   UP-TO-DATE   AVAILABLE   AGE
  web    0/3     0            0           <age>
  $ kubectl get deployment web -o wide
  NAME   READY   UP-TO-DATE   AVAILABLE   AGE   CONTAINERS   IMAGES       SELECTOR
  web    0/3     0            0           <age>    nginx        nginx:1.27   app=web
  $ kubectl get deployment web -o yaml
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    creationTimestamp: "<time>"
    generation: 1
    labels:
      app: web
    name: web
    namespace: default
    resourceVersion: "<rv>"
    uid: <uid>
  spec:
    progressDeadlineSeconds: 600
    replicas: 3
    revisionHistoryLimit: 10
    selector:
      matchLabels:
        app: web
    strategy:
      rollingUpdate:
        maxSurge: 25%
        maxUnavailable: 25%
      type: RollingUpdate
    template:
      metadata:
        labels:
          app: web
      spec:
        containers:
        - image: nginx:1.27
          imagePullPolicy: IfNotPresent
          name: nginx
          ports:
          - containerPort: 80
            protocol: TCP
          resources: {}
          terminationMessagePath: /dev/termination-log
          terminationMessagePolicy: File
        dnsPolicy: ClusterFirst
        restartPolicy: Always
        schedulerName: default-scheduler
        securityContext: {}
        terminationGracePeriodSeconds: 30
  status: {}
  $ kubectl expose deployment web --port=80
  service/web exposed
  $ kubectl get service web -o yaml
  apiVersion: v1
  kind: Service
  metadata:
    creationTimestamp: "<time>"
    labels:
      app: web
    name: web
    namespace: default
    resourceVersion: "<rv>"
    uid: <uid>
  spec:
    clusterIP: <ip>
    clusterIPs:
    - <ip>
    internalTrafficPolicy: Cluster
    ipFamilies:
    - IPv4
    ipFamilyPolicy: SingleStack
    ports:
    - port: 80
      protocol: TCP
      targetPort: 80
    selector:
      app: web
    sessionAffinity: None
    type: ClusterIP
  status:
    loadBalancer: {}
  $ kubectl get services -o wide
  NAME         TYPE        CLUSTER-IP     EXTERNAL-IP   PORT(S)   AGE   SELECTOR
  kubernetes   ClusterIP   10.96.0.1      <none>        443/TCP   <age>    <none>
  web          ClusterIP   <ip>   <none>        80/TCP    <age>    app=web
  $ kubectl autoscale deployment web --min=1 --max=5 --cpu-percent=80 2>&1 | grep -v deprecated
  horizontalpodautoscaler.autoscaling/web autoscaled
  $ kubectl get hpa
  NAME   REFERENCE        TARGETS              MINPODS   MAXPODS   REPLICAS   AGE
  web    Deployment/web   cpu: <unknown>/80%   1         5         0          <age>
  $ kubectl run shell --image=busybox --restart=Never --env=A=b -- sleep 1
  pod/shell created
  $ kubectl get pod shell
  NAME    READY   STATUS    RESTARTS   AGE
  shell   0/1     Pending   0          <age>
  $ kubectl get pod shell -o wide
  NAME    READY   STATUS    RESTARTS   AGE   IP       NODE     NOMINATED NODE   READINESS GATES
  shell   0/1     Pending   0          <age>    <none>   <none>   <none>           <none>
  $ kubectl get pod shell -o yaml
  apiVersion: v1
  kind: Pod
  metadata:
    creationTimestamp: "<time>"
    generation: 1
    labels:
      run: shell
    name: shell
    namespace: default
    resourceVersion: "<rv>"
    uid: <uid>
  spec:
    containers:
    - args:
      - sleep
      - "1"
      env:
      - name: A
        value: b
      image: busybox
      imagePullPolicy: Always
      name: shell
      resources: {}
      terminationMessagePath: /dev/termination-log
      terminationMessagePolicy: File
    dnsPolicy: ClusterFirst
    enableServiceLinks: true
    restartPolicy: Never
    schedulerName: default-scheduler
    securityContext: {}
    terminationGracePeriodSeconds: 30
  status:
    phase: Pending
    qosClass: BestEffort
  $ kubectl create secret generic s --from-literal=a=b
  secret/s created
  $ kubectl create secret docker-registry d --docker-server=r.example --docker-username=u --docker-password=p
  secret/d created
  $ kubectl get secrets
  NAME   TYPE                             DATA   AGE
  d      kubernetes.io/dockerconfigjson   1      <age>
  s      Opaque                           1      <age>
  $ kubectl create service nodeport np --tcp=80:8080
  service/np created
  $ kubectl create service externalname en --external-name=example.com
  service/en created
  $ kubectl create service loadbalancer lb --tcp=80
  service/lb created
  $ kubectl get services
  NAME         TYPE           CLUSTER-IP       EXTERNAL-IP   PORT(S)        AGE
  en           ExternalName   <none>           example.com   <none>         <age>
  kubernetes   ClusterIP      10.96.0.1        <none>        443/TCP        <age>
  lb           LoadBalancer   <ip>   <pending>     80:<port>/TCP   <age>
  np           NodePort       <ip>    <none>        80:<port>/TCP   <age>
  web          ClusterIP      <ip>     <none>        80/TCP         <age>
  $ kubectl create role reader --verb=get,list --resource=pods,deployments.apps
  role.rbac.authorization.k8s.io/reader created
  $ kubectl create rolebinding reader --role=reader --user=jane --group=developers
  rolebinding.rbac.authorization.k8s.io/reader created
  $ kubectl create clusterrole nodes --verb=get --resource=nodes
  clusterrole.rbac.authorization.k8s.io/nodes created
  $ kubectl create clusterrolebinding nodes --clusterrole=nodes --serviceaccount=default:bot
  clusterrolebinding.rbac.authorization.k8s.io/nodes created
  $ kubectl get role,rolebinding -o wide
  NAME                                    CREATED AT
  role.rbac.authorization.k8s.io/reader   <time>
  
  NAME                                           ROLE          AGE   USERS   GROUPS       SERVICEACCOUNTS
  rolebinding.rbac.authorization.k8s.io/reader   Role/reader   <age>    jane    developers
  $ kubectl create serviceaccount bot
  serviceaccount/bot created
  $ kubectl get sa bot
  NAME   SECRETS   AGE
  bot    0         <age>
  $ kubectl create quota q --hard=pods=5,requests.cpu=2
  resourcequota/q created
  $ kubectl get quota q
  NAME   REQUEST   LIMIT   AGE
  q                        <age>
  $ kubectl create ingress in --rule=example.com/path*=web:80,tls=cert --class=nginx
  ingress.networking.k8s.io/in created
  $ kubectl get ingress
  NAME   CLASS   HOSTS         ADDRESS   PORTS     AGE
  in     nginx   example.com             80, 443   <age>
  $ kubectl create job once --image=busybox -- true
  job.batch/once created
  $ kubectl create cronjob often --image=busybox --schedule='*/5 * * * *' -- true
  cronjob.batch/often created
  $ kubectl create job from --from=cronjob/often
  job.batch/from created
  $ kubectl get jobs,cronjobs
  NAME             STATUS    COMPLETIONS   DURATION   AGE
  job.batch/from   Running   0/1                      <age>
  job.batch/once   Running   0/1                      <age>
  
  NAME                  SCHEDULE      TIMEZONE   SUSPEND   ACTIVE   LAST SCHEDULE   AGE
  cronjob.batch/often   */5 * * * *   <none>     False     0        <none>          <age>
  $ kubectl create pdb web --selector=app=web --min-available=1
  poddisruptionbudget.policy/web created
  $ kubectl get pdb
  NAME   MIN AVAILABLE   MAX UNAVAILABLE   ALLOWED DISRUPTIONS   AGE
  web    1               N/A               0                     <age>
  $ kubectl create priorityclass high --value=1000 --description=important
  priorityclass.scheduling.k8s.io/high created
  $ kubectl get priorityclasses
  NAME                      VALUE        GLOBAL-DEFAULT   AGE   PREEMPTIONPOLICY
  high                      1000         false            <age>    PreemptLowerPriority
  system-cluster-critical   2000000000   false            <age>    PreemptLowerPriority
  system-node-critical      2000001000   false            <age>    PreemptLowerPriority
  $ kubectl create namespace other
  namespace/other created
  $ kubectl get namespaces
  NAME              STATUS   AGE
  default           Active   <age>
  kube-node-lease   Active   <age>
  kube-public       Active   <age>
  kube-system       Active   <age>
  other             Active   <age>
  $ kubectl create token bot
  error: failed to create token: the server does not allow this method on the requested resource
  [1]
