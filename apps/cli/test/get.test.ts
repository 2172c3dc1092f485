import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cluster, lines, object, ready, run } from './harness.ts'

const hash = '0123456789abcdef0123456789abcdef01234567'
const artifact = { artifact: { revision: `main@sha1:${hash}` } }
const repository = object('GitRepository', 'repo', {
  status: ready('True', `stored artifact for revision 'main@sha1:${hash}'`, artifact),
  metadata: { labels: { tier: 'a' } },
})
const applied = object('Kustomization', 'apps', {
  spec: { sourceRef: { kind: 'GitRepository', name: 'repo' } },
  status: ready('True', `Applied revision: main@sha1:${hash}`, { lastAppliedRevision: `main@sha1:${hash}` }),
})
const failing = object('Kustomization', 'broken', {
  spec: { sourceRef: { kind: 'Bucket', name: 'b', namespace: 'far' } },
  status: ready('False', 'no such path'),
})
const idle = object('Kustomization', 'idle', { spec: { suspend: true } })
const alert = object('Alert', 'ops')
const target = () => cluster(repository, applied, failing, idle, alert)

const tables = [
  {
    line: 'get ks -n apps',
    shows: [
      'NAME|REVISION|SUSPENDED|READY|MESSAGE',
      'apps|main@sha1:01234567|False|True|Applied revision: main@sha1:01234567',
      'broken||False|False|no such path',
      'idle||True|False|waiting to be reconciled',
    ],
  },
  {
    line: 'get kustomization apps --show-source --no-header -n apps',
    shows: [
      'apps|GitRepository/apps/repo|main@sha1:01234567|False|True|Applied revision: main@sha1:01234567',
    ],
  },
  {
    line: 'get ks broken --show-source -A',
    shows: [
      'NAMESPACE|NAME|SOURCE|REVISION|SUSPENDED|READY|MESSAGE',
      'apps|broken|Bucket/far/b||False|False|no such path',
    ],
  },
  {
    line: 'get ks -n apps --status-selector READY!=true --no-header',
    shows: ['broken||False|False|no such path', 'idle||True|False|waiting to be reconciled'],
  },
  {
    line: 'get ks -n apps --status-selector healthy=true',
    shows: ['NAME|REVISION|SUSPENDED|READY|MESSAGE'],
  },
  {
    line: 'get all -n apps -l tier=a',
    shows: [
      'NAME|REVISION|SUSPENDED|READY|MESSAGE',
      "gitrepository/repo|main@sha1:01234567|False|True|stored artifact for revision 'main@sha1:01234567'",
    ],
  },
  {
    line: 'get alerts -n apps',
    shows: ['NAME|SUSPENDED|READY|MESSAGE', 'ops|False|True|Alert is Ready'],
  },
  {
    line: 'get source git -n apps -o name',
    shows: ['gitrepository/repo'],
  },
]
for (const { line, shows } of tables) {
  test(`'${line}' shows ${shows.length} lines`, async () => {
    const { code, out, err } = await run(line, target())
    assert.deepEqual({ code, err, lines: lines(out) }, { code: 0, err: '', lines: shows })
  })
}

const refusals = [
  { line: 'get hr -n apps', says: 'no HelmRelease objects found in "apps" namespace' },
  { line: 'get hr -A', says: 'no HelmRelease objects found in any namespace' },
  { line: 'get ks nope -n apps', says: `Kustomization object 'nope' not found in "apps" namespace` },
  { line: 'get all -w', says: 'expected a single resource type, but found all' },
  {
    line: 'get ks -n apps --status-selector ready',
    says: 'expected status selector in type=status or type!=status format, but found: ready',
  },
  { line: 'get ks -n Apps', says: 'namespace must be a valid DNS label: "Apps"' },
]
for (const { line, says } of refusals) {
  test(`'${line}' fails`, async () => {
    assert.deepEqual(await run(line, target()), { code: 1, out: '', err: `✗ ${says}\n` })
  })
}

test("'get all' of an empty namespace prints nothing and succeeds", async () => {
  assert.deepEqual(await run('get all -n nowhere', target()), { code: 0, out: '', err: '' })
})

test("'get ks NAME -o json' prints the object without managed fields", async () => {
  const { out } = await run('get ks apps -n apps -o json', target())
  const printed = JSON.parse(out)
  assert.equal(printed.kind, 'Kustomization')
  assert.equal(printed.metadata.managedFields, undefined)
})

test("'get ks -o yaml' prints a list", async () => {
  const { out } = await run('get ks -n apps -o yaml', target())
  assert.match(out, /^apiVersion: v1\nitems:\n- apiVersion: kustomize/)
  assert.match(out, /\nkind: List\n$/)
})
