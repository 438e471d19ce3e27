Certificate signing requests are approved and denied.

  $ openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -subj /CN=carol/O=developers -out csr.pem 2>/dev/null
  $ for n in carol mallory; do cat <<EOD; done | kubectl create -f -
  > ---
  > apiVersion: certificates.k8s.io/v1
  > kind: CertificateSigningRequest
  > metadata: {name: $n}
  > spec: {request: $(base64 -w0 csr.pem), signerName: kubernetes.io/kube-apiserver-client, usages: [client auth], expirationSeconds: 3600}
  > EOD
  certificatesigningrequest.certificates.k8s.io/carol created
  certificatesigningrequest.certificates.k8s.io/mallory created
  $ kubectl get csr
  NAME      AGE   SIGNERNAME                            REQUESTOR   REQUESTEDDURATION   CONDITION
  carol     <age>    kubernetes.io/kube-apiserver-client   admin       60m                 Pending
  mallory   <age>    kubernetes.io/kube-apiserver-client   admin       60m                 Pending
  $ kubectl certificate approve carol
  certificatesigningrequest.certificates.k8s.io/carol approved
  $ kubectl certificate deny mallory
  certificatesigningrequest.certificates.k8s.io/mallory denied
  $ kubectl get csr
  NAME      AGE   SIGNERNAME                            REQUESTOR   REQUESTEDDURATION   CONDITION
  carol     <age>    kubernetes.io/kube-apiserver-client   admin       60m                 Approved
  mallory   <age>    kubernetes.io/kube-apiserver-client   admin       60m                 Denied
  $ kubectl certificate approve mallory
  error: certificate signing request "mallory" is already Denied
  [1]
  $ kubectl get csr carol -o jsonpath='{.spec.username} {.spec.groups} {.status}{"\n"}'
  admin ["system:masters","system:authenticated"] {"conditions":[{"lastTransitionTime":"<time>","lastUpdateTime":"<time>","message":"This CSR was approved by kubectl certificate approve.","reason":"KubectlApprove","status":"True","type":"Approved"}]}
  $ kubectl describe csr carol
  Name:                carol
  Labels:              <none>
  Annotations:         <none>
  CreationTimestamp:   <date>
  Requesting User:     admin
  Signer:              kubernetes.io/kube-apiserver-client
  Requested Duration:  60m
  Status:              Approved
  Subject:
           Common Name:    carol
           Serial Number:
           Organization:   developers
  Events:  <none>
