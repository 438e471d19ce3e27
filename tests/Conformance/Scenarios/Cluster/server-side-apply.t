Server-side apply: every field has an owner, and who changes another's is told so.

  $ cat > web.yaml <<EOD
  > apiVersion: apps/v1
  > kind: Deployment
  > metadata:
  >   name: web
  > spec:
  >   replicas: 2
  >   selector:
  >     matchLabels: {app: web}
  >   template:
  >     metadata:
  >       labels: {app: web}
  >     spec:
  >       containers:
  >       - name: web
  >         image: nginx:1.27
  > EOD
  $ kubectl apply --server-side -f web.yaml
  deployment.apps/web serverside-applied
  $ kubectl apply --server-side -f web.yaml
  deployment.apps/web serverside-applied
  $ kubectl get deployment web --show-managed-fields -o yaml
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    creationTimestamp: "<time>"
    generation: 1
    managedFields:
    - apiVersion: apps/v1
      fieldsType: FieldsV1
      fieldsV1:
        f:spec:
          f:replicas: {}
          f:selector: {}
          f:template:
            f:metadata:
              f:labels:
                f:app: {}
            f:spec:
              f:containers:
                k:{"name":"web"}:
                  .: {}
                  f:image: {}
                  f:name: {}
      manager: kubectl
      operation: Apply
      time: "<time>"
    name: web
    namespace: default
    resourceVersion: "<rv>"
    uid: <uid>
  spec:
    progressDeadlineSeconds: 600
    replicas: 2
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
          name: web
          resources: {}
          terminationMessagePath: /dev/termination-log
          terminationMessagePolicy: File
        dnsPolicy: ClusterFirst
        restartPolicy: Always
        schedulerName: default-scheduler
        securityContext: {}
        terminationGracePeriodSeconds: 30
  status: {}
  $ kubectl scale deployment web --replicas=5
  deployment.apps/web scaled
  $ kubectl apply --server-side -f web.yaml
  error: Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas
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
  $ kubectl apply --server-side -f web.yaml --force-conflicts
  deployment.apps/web serverside-applied
  $ kubectl get deployment web -o jsonpath='{.spec.replicas}{"\n"}'
  2
  $ sed 's/1.27/1.28/' web.yaml | kubectl apply --server-side --field-manager=other -f -
  error: Apply failed with 1 conflict: conflict with "kubectl": .spec.template.spec.containers[name="web"].image
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
  $ sed 's/1.27/1.28/;s/replicas: 2/replicas: 3/' web.yaml | kubectl apply --server-side --field-manager=other -f -
  error: Apply failed with 2 conflicts: conflicts with "kubectl":
  - .spec.replicas
  - .spec.template.spec.containers[name="web"].image
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
  $ sed 's/1.27/1.28/' web.yaml | kubectl apply --server-side --field-manager=other -f - --force-conflicts
  deployment.apps/web serverside-applied
  $ kubectl get deployment web -o jsonpath='{range .metadata.managedFields[*]}{.manager}{" "}{.operation}{" "}{.subresource}{"\n"}{end}' --show-managed-fields
  kubectl Apply
  other Apply
  $ grep -v replicas web.yaml | sed 's/1.27/1.28/' | kubectl apply --server-side -f -
  deployment.apps/web serverside-applied
  $ grep -v replicas web.yaml | sed 's/1.27/1.28/' | kubectl apply --server-side --field-manager=other -f -
  deployment.apps/web serverside-applied
  $ kubectl get deployment web -o jsonpath='{.spec.replicas}{"\n"}'
  1

From client-side apply to server-side apply.

  $ kubectl create configmap plain --from-literal=a=b --dry-run=client -o yaml > plain.yaml
  $ kubectl apply -f plain.yaml
  configmap/plain created
  $ kubectl apply --server-side -f plain.yaml
  configmap/plain serverside-applied
  $ kubectl get configmap plain -o jsonpath='{range .metadata.managedFields[*]}{.manager}{" "}{.operation}{"\n"}{end}' --show-managed-fields
  kubectl Apply
  kubectl-last-applied Apply
  $ sed 's/a: b/b: c/' plain.yaml | kubectl apply --server-side -f -
  configmap/plain serverside-applied
  $ kubectl get configmap plain -o jsonpath='{.data}{"\n"}'
  {"b":"c"}
  $ kubectl apply view-last-applied configmap plain | grep -v creationTimestamp
  apiVersion: v1
  data:
    b: c
  kind: ConfigMap
  metadata:
    name: plain
    namespace: default
