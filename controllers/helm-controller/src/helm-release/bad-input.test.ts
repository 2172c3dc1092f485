/** What is out of a release's hands: charts and values that are wrong, clusters that refuse, records that are damaged. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HelmReleaseSpec } from '@sluice/api/helm'
import type { KubeError } from '@sluice/kube/client'
import { RemoteClusterError } from '@sluice/kube/workload-identity'
import { refusal, type SeenRequest } from '@sluice/testing'
import { chartOf, type Files, hook, TestCase } from '../../test/test-case.ts'

const refusing = (name: string) => ({
  refuse: (request: SeenRequest) =>
    ['apply', 'create'].includes(request.verb) && request.name === name
      ? refusal.invalid(`ConfigMap "${name}" is invalid`)
      : undefined,
})

const hookCases: readonly {
  readonly event: string
  readonly ends: string
  readonly says: RegExp
  readonly records: string
  readonly doing: 'install' | 'upgrade' | 'delete'
}[] = [
  {
    event: 'pre-install',
    ends: 'Ready=False InstallFailed',
    says: /failed pre-install: warning: Hook pre-install shop\/templates\/hook\.yaml failed: /,
    records: 'v1 failed',
    doing: 'install',
  },
  {
    event: 'post-install',
    ends: 'Ready=False InstallFailed',
    says: /failed post-install: warning: Hook post-install /,
    records: 'v1 failed',
    doing: 'install',
  },
  {
    event: 'pre-upgrade',
    ends: 'Ready=False UpgradeFailed',
    says: /pre-upgrade hooks failed: warning: Hook pre-upgrade /,
    records: 'v1 deployed, v2 failed',
    doing: 'upgrade',
  },
  {
    event: 'post-upgrade',
    ends: 'Ready=False UpgradeFailed',
    says: /post-upgrade hooks failed: warning: Hook post-upgrade /,
    records: 'v1 deployed, v2 failed',
    doing: 'upgrade',
  },
  {
    event: 'pre-delete',
    ends: 'Ready=False UninstallFailed',
    says: /warning: Hook pre-delete /,
    records: 'v1 uninstalling',
    doing: 'delete',
  },
  {
    event: 'post-delete',
    ends: 'Ready=False UninstallFailed',
    says: /uninstallation completed with 1 error\(s\): warning: Hook post-delete /,
    records: '',
    doing: 'delete',
  },
]
for (const { event, ends, says, records, doing } of hookCases) {
  test(`a ${event} hook that the cluster refuses ends in ${ends}, and no record stays pending`, async () => {
    const chart = chartOf('1.0.0', { 'templates/hook.yaml': hook('bad', event) })
    const story = new TestCase({ chart, cluster: refusing('bad') })
    await story.reconcile()
    if (doing === 'upgrade') await story.reconcile({ spec: { values: { color: 'red' } } })
    if (doing === 'delete') await story.remove()
    assert.ok(story.conditions.includes(ends), story.conditions.join())
    assert.match(story.message('Ready'), says)
    assert.equal(story.records, records)
  })
}

test('objects before a refused one are applied, and the next release goes on from there', async () => {
  const more = { 'templates/second.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: second}\n' }
  let refuses = true
  const story = new TestCase({
    chart: chartOf('1.0.0', more),
    cluster: {
      refuse: ({ verb, kind, name }) =>
        refuses && verb === 'apply' && kind === 'ConfigMap' && name === 'config'
          ? refusal.invalid('ConfigMap "config" is invalid')
          : undefined,
    },
  })
  await story.reconcile()
  assert.ok(story.conditions.includes('Ready=False InstallFailed'))
  assert.notEqual(story.cluster.peek('Secret', 'ns', 'second'), undefined)
  refuses = false
  await story.reconcile({ spec: { values: { color: 'red' } } })
  assert.ok(story.conditions.includes('Ready=True UpgradeSucceeded'))
  assert.equal(story.records, 'v1 superseded, v2 deployed')
})

const stateless: readonly {
  readonly of: string
  readonly chart?: Files
  readonly spec?: Partial<HelmReleaseSpec>
  readonly refuse?: (request: SeenRequest) => KubeError | undefined
  readonly ends: string
  readonly says: RegExp
}[] = [
  {
    of: 'a chart that does not render',
    chart: chartOf('1.0.0', { 'templates/no.yaml': '{{ .Values.a.b.c }}' }),
    ends: 'Ready=False InstallFailed',
    says: /shop\/templates\/no\.yaml:1:\d+.*nil pointer evaluating interface \{\}\.b/s,
  },
  {
    of: 'values that break the schema',
    chart: chartOf('1.0.0', { 'values.schema.json': '{"properties": {"color": {"type": "integer"}}}' }),
    ends: 'Ready=False InstallFailed',
    says: /values don't meet the specifications of the schema\(s\)/,
  },
  {
    of: 'a kind that the cluster does not serve',
    chart: chartOf('1.0.0', {
      'templates/thing.yaml': 'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\n',
    }),
    ends: 'Ready=False InstallFailed',
    says: /no matches for kind "Thing" in version "example\.com\/v1"\nensure CRDs are installed first/,
  },
  {
    of: 'an account that may not read the storage',
    spec: { serviceAccountName: 'weak' },
    refuse: ({ verb, kind }) =>
      verb === 'list' && kind === 'Secret'
        ? refusal.forbidden('secrets is forbidden: User "weak" cannot list resource "secrets"')
        : undefined,
    ends: 'Ready=False StateError',
    says: /^Could not determine release state: .*User "weak" cannot list resource "secrets"/,
  },
  {
    of: 'a namespace for records that is not there',
    refuse: ({ verb, kind }) =>
      verb === 'create' && kind === 'Secret' ? refusal.notFound(namespaces, 'ns') : undefined,
    ends: 'Ready=False InstallFailed',
    says: /: create: failed to create: namespaces "ns" not found$/,
  },
  {
    of: 'a record that is too large',
    refuse: ({ verb, kind }) =>
      verb === 'create' && kind === 'Secret'
        ? refusal.invalid('Secret "x" is invalid: data: Too long: may not be more than 1048576 bytes')
        : undefined,
    ends: 'Ready=False InstallFailed',
    says: /Too long: may not be more than 1048576 bytes: the record holds the packed chart: leave files out/,
  },
]
const namespaces = { group: '', version: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false }
for (const { of, chart, spec, refuse, ends, says } of stateless) {
  test(`${of}: ${ends}, nothing is recorded, and it is tried again`, async () => {
    const story = new TestCase({
      ...(chart ? { chart } : {}),
      ...(spec ? { spec } : {}),
      ...(refuse ? { cluster: { refuse } } : {}),
    })
    const done = await story.reconcile()
    assert.ok(story.conditions.includes(ends), story.conditions.join())
    assert.match(story.message('Ready'), says)
    assert.equal(story.records, '')
    assert.deepEqual(done.next, { type: 'backoff' })
  })
}

const damages: readonly { readonly what: string; readonly data: Readonly<Record<string, string>> }[] = [
  { what: 'no data', data: {} },
  { what: 'something else', data: { release: 'bm90aGluZw==' } },
  { what: 'half of it', data: { release: 'SDRzSUFBQUFBQUFDL3h6TA==' } },
]
for (const { what, data } of damages) {
  test(`an only record with ${what} is said to be damaged, and deleting it makes a new release`, async () => {
    const story = new TestCase()
    await story.reconcile()
    story.damage(1, data)
    await story.reconcile()
    assert.ok(story.conditions.includes('Ready=False StateError'))
    assert.match(
      story.message('Ready'),
      /no revision for release "web": Secret 'ns\/sh\.helm\.release\.v1\.web\.v1': .*: restore it, or delete it/,
    )
    await story.forgetRecord(1)
    await story.reconcile()
    assert.ok(story.conditions.includes('Ready=True InstallSucceeded'))
  })

  test(`a newest record with ${what} is passed over, and named where it is in the way`, async () => {
    const story = new TestCase()
    await story.reconcile()
    await story.reconcile({ spec: { values: { color: 'red' } } })
    story.damage(2, data)
    await story.reconcile()
    assert.match(
      story.message('Ready'),
      /release: already exists: Secret 'ns\/sh\.helm\.release\.v1\.web\.v2': .*: restore it, or delete it/,
    )
    await story.forgetRecord(2)
    await story.reconcile()
    assert.ok(story.conditions.includes('Ready=True UpgradeSucceeded'))
    assert.equal(story.records, 'v1 superseded, v2 deployed')
  })

  test(`a record with ${what} keeps a HelmRelease from going until it is deleted`, async () => {
    const story = new TestCase()
    await story.reconcile()
    story.damage(1, data)
    await story.remove()
    assert.ok(story.conditions.includes('Ready=False UninstallFailed'))
    assert.match(story.message('Ready'), /no release provided: Secret 'ns\/.*: restore it, or delete it/)
    await story.forgetRecord(1)
    const { object } = await story.reconcile()
    assert.equal(object, undefined)
  })
}

test('a record of Helm 3 is read, adopted and upgraded without server-side apply', async () => {
  const story = new TestCase()
  await story.reconcile()
  story.rewrite(1, record => ({ ...record, applyMethod: '', hooks: [] }))
  await story.reconcile({ spec: { values: { color: 'red' } } })
  assert.equal(story.records, 'v1 superseded, v2 deployed')
  assert.equal(story.record(2)?.applyMethod, 'csa')
  assert.deepEqual(story.cluster.peek('ConfigMap', 'ns', 'config')?.['data'], { color: 'red' })
})

test('a cluster that cannot be connected to keeps a HelmRelease, one whose kubeconfig is gone does not', async () => {
  const story = new TestCase()
  await story.reconcile()
  story.unreachable = new RemoteClusterError("the KubeConfig secret 'ns/kc' is no kubeconfig", false)
  const done = await story.remove()
  assert.ok(story.conditions.includes('Ready=False UninstallFailed'))
  assert.match(story.message('Ready'), /^failed to build REST client getter to uninstall release: the KubeC/)
  assert.deepEqual(done.next, { type: 'backoff' })
  story.unreachable = new RemoteClusterError('secrets "kc" not found', true)
  const { object } = await story.reconcile()
  assert.equal(object, undefined)
})
