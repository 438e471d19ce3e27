// Objects are written, listed in pages, patched in every way, and refused, as client-node knows it.
import assert from 'node:assert/strict';

const k8s = await import(process.env.CLIENT_NODE);
const config = new k8s.KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(k8s.CoreV1Api);
const objects = k8s.KubernetesObjectApi.makeApiClient(config);
const namespace = 'default';

const refused = async (call, code, reason) => {
  const error = await call.then(() => assert.fail(`not refused with ${reason}`), (e) => e);
  assert.equal(error.code, code, error);
  assert.equal(JSON.parse(error.body).reason, reason);
};
const configMap = (name, data) => ({ metadata: { name, labels: { set: 'a' } }, data });
const read = async (name) => (await core.readNamespacedConfigMap({ name, namespace })).data;

for (let i = 0; i < 7; i++) {
  const made = await core.createNamespacedConfigMap({ namespace, body: configMap(`c${i}`, { i: `${i}` }) });
  assert(made.metadata.creationTimestamp instanceof Date);
}
const names = [];
let _continue;
do {
  const page = await core.listNamespacedConfigMap({ namespace, labelSelector: 'set=a', limit: 3, _continue });
  names.push(...page.items.map((c) => c.metadata.name));
  _continue = page.metadata._continue;
} while (_continue);
assert.deepEqual(names, ['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6']);

const patch = (strategy, body, more = {}) =>
  core.patchNamespacedConfigMap({ name: 'c0', namespace, body, ...more }, k8s.setHeaderOptions('Content-Type', strategy));
await patch(k8s.PatchStrategy.JsonPatch, [{ op: 'add', path: '/data/json', value: '1' }]);
await patch(k8s.PatchStrategy.MergePatch, { data: { merge: '1', i: null } });
await patch(k8s.PatchStrategy.StrategicMergePatch, { data: { strategic: '1' } });
const applied = (data) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c0' }, data });
await patch(k8s.PatchStrategy.ServerSideApply, applied({ applied: '1' }), { fieldManager: 'one' });
assert.deepEqual(await read('c0'), { applied: '1', json: '1', merge: '1', strategic: '1' });
await refused(patch(k8s.PatchStrategy.ServerSideApply, applied({ applied: '2' }), { fieldManager: 'two' }), 409, 'Conflict');
await patch(k8s.PatchStrategy.ServerSideApply, applied({ applied: '2' }), { fieldManager: 'two', force: true });
await patch(k8s.PatchStrategy.ServerSideApply, applied({}), { fieldManager: 'two' });
assert.deepEqual(await read('c0'), { json: '1', merge: '1', strategic: '1' });

await refused(core.readNamespacedConfigMap({ name: 'none', namespace }), 404, 'NotFound');
await refused(core.createNamespacedConfigMap({ namespace, body: configMap('c0') }), 409, 'AlreadyExists');
await refused(core.createNamespacedConfigMap({ namespace, body: configMap('Not_A_Name') }), 422, 'Invalid');

// The generic client finds where a kind is by discovery.
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'generic', namespace }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
const made = await objects.create(pod, undefined, 'All');
assert.equal(made.spec.restartPolicy, 'Always');
await refused(objects.read(pod), 404, 'NotFound');
const set = await objects.list('v1', 'ConfigMap', namespace, undefined, undefined, undefined, undefined, 'set=a');
assert.equal(set.items.length, 7);
await objects.delete({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c6', namespace } });

// Custom objects.
const group = 'node.example';
await config.makeApiClient(k8s.ApiextensionsV1Api).createCustomResourceDefinition({
  body: {
    metadata: { name: `things.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind: 'Thing', plural: 'things' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: { n: { type: 'integer', maximum: 5 } } } } } } }],
    },
  },
});
const custom = config.makeApiClient(k8s.CustomObjectsApi);
const at = { group, version: 'v1', namespace, plural: 'things' };
while (!(await custom.listNamespacedCustomObject(at).catch((e) => assert.equal(e.code, 404)))) { }
await custom.createNamespacedCustomObject({ ...at, body: { apiVersion: `${group}/v1`, kind: 'Thing', metadata: { name: 't' }, spec: { n: 1 } } });
const change = (n) => custom.patchNamespacedCustomObject({ ...at, name: 't', body: { spec: { n } } }, k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch));
assert.equal((await change(2)).metadata.generation, 2);
await refused(change(9), 422, 'Invalid');
assert.equal((await custom.deleteNamespacedCustomObject({ ...at, name: 't' })).status, 'Success');
