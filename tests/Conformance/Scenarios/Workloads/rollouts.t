A cluster with nodes rolls Deployments out, on and back (every version).

  $ kubectl get nodes --no-headers | awk '{print $2}' | sort | uniq -c | tr -s ' '
   2 Ready
  $ kubectl create deployment web --image=nginx:1.27 --replicas=3
  deployment.apps/web created
  $ kubectl rollout status deployment/web --timeout=20s | tail -1
  deployment "web" successfully rolled out
  $ kubectl get deployment web
  NAME   READY   UP-TO-DATE   AVAILABLE   AGE
  web    3/3     3            3           <age>
  $ kubectl wait --for=condition=Ready pod -l app=web --timeout=20s | wc -l
  3
  $ kubectl set image deployment/web nginx=nginx:1.28
  deployment.apps/web image updated
  $ kubectl annotate deployment web kubernetes.io/change-cause='nginx 1.28'
  deployment.apps/web annotated
  $ kubectl rollout status deployment/web --timeout=20s | tail -1
  deployment "web" successfully rolled out
  $ kubectl rollout history deployment/web
  deployment.apps/web
  REVISION  CHANGE-CAUSE
  1         <none>
  2         nginx 1.28
  $ kubectl rollout undo deployment/web
  deployment.apps/web rolled back
  $ kubectl rollout status deployment/web --timeout=20s | tail -1
  deployment "web" successfully rolled out
  $ kubectl get deployment web -o jsonpath='{.spec.template.spec.containers[0].image}{"\n"}'
  nginx:1.27
  $ kubectl get rs -l app=web -o jsonpath='{range .items[*]}{.spec.replicas} {end}{"\n"}' | tr ' ' '\n' | sort | xargs
  0 3
  $ kubectl scale deployment web --replicas=1; kubectl rollout status deployment/web --timeout=20s | tail -1
  deployment.apps/web scaled
  deployment "web" successfully rolled out
  $ kubectl expose deployment web --port=80; until kubectl get endpointslices 2>/dev/null | grep -q 'web.*80'; do sleep 0.1; done
  service/web exposed
  $ until [ $(kubectl get pods -l app=web -o name | wc -l) = 1 ]; do sleep 0.1; done
  $ kubectl logs deployment/web
  This pod is simulated: nothing runs behind it. There is no log.
  $ kubectl exec deployment/web -- ls
  Error from server (BadRequest): pod web-<id>-<id> is simulated: nothing runs behind it
  [1]
  $ kubectl create job once --image=busybox -- true; kubectl wait --for=create job/once --timeout=5s
  job.batch/once created
  job.batch/once condition met
  $ kubectl describe deployment web | sed -n '/^Conditions/,$p' | grep -v ScalingReplicaSet
  Conditions:
    Type           Status  Reason
    ----           ------  ------
    Available      True    MinimumReplicasAvailable
    Progressing    True    NewReplicaSetAvailable
  OldReplicaSets:  web-<id> (0/0 replicas created)
  NewReplicaSet:   web-<id> (1/1 replicas created)
  Events:
    Type    Reason             Age              From                   Message
    ----    ------             ----             ----                   -------
  $ kubectl delete deployment web --cascade=foreground --timeout=20s
  deployment.apps "web" deleted<? from default namespace>
  $ kubectl get pods,rs -l app=web
  No resources found in default namespace.
  $ kubectl create serviceaccount bot
  serviceaccount/bot created
  $ kubectl create token bot | awk -F. '{print NF}'
  3
  $ kubectl auth whoami --token=$(kubectl create token bot) --kubeconfig=/dev/null --server=$SERVER --insecure-skip-tls-verify -o jsonpath='{.status.userInfo.username}{"\n"}'
  system:serviceaccount:default:bot
  $ kubectl create namespace gone; kubectl create configmap c -n gone; kubectl delete namespace gone --timeout=20s; kubectl get namespace gone
  namespace/gone created
  configmap/c created
  namespace "gone" deleted
  Error from server (NotFound): namespaces "gone" not found
  [1]
