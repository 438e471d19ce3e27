// An informer is told of every change once, also over connections that end again and again.
import assert from 'node:assert/strict';

const k8s = await import(process.env.CLIENT_NODE);
const config = new k8s.KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(k8s.CoreV1Api);
const namespace = 'default';
const configMap = (name, data) => ({ metadata: { name, labels: { set: 'watched' } }, data });
const make = (name) => core.createNamespacedConfigMap({ namespace, body: configMap(name, {}) });
const labelSelector = 'set=watched';

const seen = [];
let connects = 0;
let wake = () => { };
const until = async (condition) => {
  while (!condition()) await new Promise((resolve) => (wake = resolve));
};
const note = (what) => (obj) => {
  seen.push(`${what} ${obj.metadata.name}`);
  wake();
};

// Each watch ends after a second; the informer goes on from the last revision that it saw.
const path = `/api/v1/namespaces/${namespace}/configmaps?timeoutSeconds=1`;
const informer = k8s.makeInformer(config, path, () => core.listNamespacedConfigMap({ namespace, labelSelector }), labelSelector);
for (const verb of ['add', 'update', 'delete']) informer.on(verb, note(verb));
informer.on('error', (e) => assert.fail(e));
informer.on('connect', () => {
  connects++;
  wake();
});

await make('before');
await informer.start();
await until(() => seen.includes('add before'));
for (let n = 0; connects < 4; n++) {
  const name = `n${n}`;
  const beginning = connects;
  await make(name);
  await until(() => seen.includes(`add ${name}`));
  await core.replaceNamespacedConfigMap({ name, namespace, body: configMap(name, { changed: 'yes' }) });
  await until(() => seen.includes(`update ${name}`));
  assert.equal(informer.get(name, namespace).data.changed, 'yes');
  await core.deleteNamespacedConfigMap({ name, namespace });
  await until(() => seen.includes(`delete ${name}`));
  await until(() => connects > beginning);
}
assert.equal(new Set(seen).size, seen.length, `told twice: ${seen}`);
assert.deepEqual(informer.list().map((c) => c.metadata.name), ['before']);

// The state first, its end marked, then what happens: one request instead of a list and a watch.
const events = [];
await new Promise((resolve) => {
  const options = { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: true, timeoutSeconds: 1, labelSelector };
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  new k8s.Watch(config).watch(path, options, (type, obj) => events.push(`${type} ${obj.metadata.annotations?.['k8s.io/initial-events-end'] ?? ''}`), resolve);
});
assert.deepEqual(events.slice(0, 2), ['ADDED ', 'BOOKMARK true']);
process.exit(0);
