// A Deployment runs, its pods have logs, a service account may what it was given, and one of two holds a Lease.
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';

const k8s = await import(process.env.CLIENT_NODE);
const config = new k8s.KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(k8s.CoreV1Api);
const apps = config.makeApiClient(k8s.AppsV1Api);
const namespace = 'default';

const labels = { app: 'web' };
const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
await apps.createNamespacedDeployment({ namespace, body: { metadata: { name: 'web' }, spec: { replicas: 2, selector: { matchLabels: labels }, template } } });
while ((await apps.readNamespacedDeployment({ name: 'web', namespace })).status.readyReplicas !== 2) { }
const pods = (await core.listNamespacedPod({ namespace, labelSelector: 'app=web', fieldSelector: 'status.phase=Running' })).items;
assert.equal(pods.length, 2);
const pod = pods[0].metadata.name;
assert.match(await core.readNamespacedPodLog({ name: pod, namespace }), /simulated/);
const following = new PassThrough();
await new k8s.Log(config).log(namespace, pod, 'c', following, { follow: true });
assert.match(await text(following), /simulated/);
await assert.rejects(new k8s.Exec(config).exec(namespace, pod, 'c', ['ls'], null, null, null, false), (e) => /400/.test(e.message));
const scaled = await apps.patchNamespacedDeploymentScale(
  { name: 'web', namespace, body: [{ op: 'replace', path: '/spec/replicas', value: 3 }] },
  k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.JsonPatch),
);
assert.equal(scaled.spec.replicas, 3);

await core.createNamespacedServiceAccount({ namespace, body: { metadata: { name: 'bot' } } });
const { status } = await core.createNamespacedServiceAccountToken({ name: 'bot', namespace, body: { spec: { audiences: [], expirationSeconds: 3600 } } });
assert(status.expirationTimestamp instanceof Date);
const bots = new k8s.KubeConfig();
bots.loadFromClusterAndUser(config.getCurrentCluster(), { name: 'bot', token: status.token });
const { userInfo } = (await bots.makeApiClient(k8s.AuthenticationV1Api).createSelfSubjectReview({ body: {} })).status;
assert.equal(userInfo.username, 'system:serviceaccount:default:bot');
assert(userInfo.groups.includes('system:serviceaccounts:default'));
await assert.rejects(bots.makeApiClient(k8s.CoreV1Api).listNamespacedPod({ namespace }), (e) => e.code === 403);

// Of many who take a Lease at once, one gets it.
const leases = config.makeApiClient(k8s.CoordinationV1Api);
const now = () => new k8s.V1MicroTime();
await leases.createNamespacedLease({ namespace, body: { metadata: { name: 'leader' }, spec: { holderIdentity: '', leaseDurationSeconds: 15, renewTime: now() } } });
const free = await leases.readNamespacedLease({ name: 'leader', namespace });
const take = (holderIdentity) =>
  leases.replaceNamespacedLease({ name: 'leader', namespace, body: { ...free, spec: { ...free.spec, holderIdentity, acquireTime: now(), renewTime: now() } } });
const taken = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map(take));
const winners = taken.filter((t) => t.status === 'fulfilled').map((t) => t.value.spec.holderIdentity);
assert.equal(winners.length, 1);
assert(taken.filter((t) => t.status === 'rejected').every((t) => t.reason.code === 409));
const { spec } = await leases.readNamespacedLease({ name: 'leader', namespace });
assert.equal(spec.holderIdentity, winners[0]);
assert(spec.renewTime >= spec.acquireTime);
process.exit(0);
