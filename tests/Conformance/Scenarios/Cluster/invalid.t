Invalid manifests are refused with the original's words.

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
  $ sed 's/replicas:/replica:/' web.yaml | kubectl apply -f -
  Error from server (BadRequest): error when creating "STDIN": Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.replica"
  [1]
  $ sed 's/replicas:/replica:/' web.yaml | kubectl apply -f - --validate=warn --dry-run=server
  Warning: unknown field "spec.replica"
  deployment.apps/web created (server dry run)
  $ sed 's/replicas:/replica:/' web.yaml | kubectl apply -f - --validate=ignore --dry-run=server
  deployment.apps/web created (server dry run)
  $ sed 's/replicas: 2/replicas: two/' web.yaml | kubectl apply -f -
  Error from server (BadRequest): error when creating "STDIN": Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32
  [1]
  $ sed 's/replicas: 2/replicas: -2/' web.yaml | kubectl apply -f -
  The Deployment "web" is invalid: spec.replicas: Invalid value: -2: must be greater than or equal to 0
  [1]
  $ sed 's/name: web$/name: Web_/' web.yaml | kubectl apply -f -
  The Deployment "Web_" is invalid:
  * metadata.name: Invalid value: "Web_": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
  * spec.template.spec.containers[0].name: Invalid value: "Web_": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
  [1]
  $ sed 's/labels: {app: web}/labels: {app: other}/' web.yaml | kubectl apply -f -
  The Deployment "web" is invalid: spec.template.metadata.labels: Invalid value: {"app":"other"}: `selector` does not match template `labels`
  [1]
  $ sed "s/labels: {app: web}/labels: {app: web, x: $(printf 'a%.0s' $(seq 64))}/" web.yaml | kubectl apply -f -
  The Deployment "web" is invalid: spec.template.labels: Invalid value: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": must be no more than 63 bytes
  [1]
  $ sed 's/image: .*/image: ""/' web.yaml | kubectl apply -f -
  The Deployment "web" is invalid: spec.template.spec.containers[0].image: Required value
  [1]
  $ sed '/- name: web/,$d' web.yaml | kubectl apply -f -
  The Deployment "web" is invalid: spec.template.spec.containers: Required value
  [1]
  $ sed 's/^  replicas: 2/  strategy: {type: Sometimes}/' web.yaml | kubectl apply -f -
  The Deployment "web" is invalid: spec.strategy: Unsupported value: {"type":"Sometimes"}: supported values: "Recreate", "RollingUpdate"
  [1]
  $ sed '/  selector:/,/matchLabels/d' web.yaml | kubectl apply -f -
  The Deployment "web" is invalid:
  * spec.selector: Required value
  * spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`
  [1]
  $ sed 's/kind: Deployment/kind: Deploiment/' web.yaml | kubectl apply -f -
  error: resource mapping not found for name: "web" namespace: "" from "STDIN": no matches for kind "Deploiment" in version "apps/v1"
  ensure CRDs are installed first
  [1]
  $ kubectl apply -f web.yaml -n none
  Error from server (NotFound): error when creating "web.yaml": namespaces "none" not found
  [1]
  $ kubectl apply -f web.yaml
  deployment.apps/web created
  $ sed 's/app: web/app: webs/' web.yaml | kubectl apply -f -
  The Deployment "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"webs"}}: field is immutable
  [1]
  $ kubectl create service clusterip s --tcp=99999
  error: strconv.ParseUint: parsing "99999": value out of range
  [1]
  $ kubectl label deployment web 'a b=c'
  The Deployment "web" is invalid: metadata.labels: Invalid value: "a b": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
  [1]
  $ kubectl label deployment web a=$(printf 'a%.0s' $(seq 64))
  error: invalid label value: "a=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": must be no more than 63 <?bytes><?characters>
  [1]
  $ kubectl annotate deployment web -- '-a=b'
  The Deployment "web" is invalid: metadata.annotations: Invalid value: "-a": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
  [1]
  $ kubectl patch deployment web -p '{"spec":{"template":{"spec":{"restartPolicy":"Never"}}}}'
  The Deployment "web" is invalid: spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"
  [1]
  $ kubectl patch deployment web -p '{"spec":{"replicas":"x"}}'
  Error from server (BadRequest): Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32
  [1]
  $ kubectl patch deployment web -p 'not json'
  Error from server (BadRequest): json: cannot unmarshal string into Go value of type map[string]interface {}
  [1]
  $ kubectl patch deployment web --type=merge -p '{"metadata":{"name":"other"}}'
  Error from server (BadRequest): the name of the object (other) does not match the name on the URL (web)
  [1]
  $ kubectl create namespace Bad
  The Namespace "Bad" is invalid: metadata.name: Invalid value: "Bad": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
  [1]
  $ kubectl create quota q --hard=pods=x
  error: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
  [1]
