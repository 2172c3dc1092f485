import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeRecord } from '@sluice/helm/release'
import { Interrupted } from '@sluice/kube/runtime'
import { refusal, settle } from '@sluice/testing'
import { chartOf, hook, TestCase } from '../../test/test-case.ts'

/** A chart whose one object the cluster below refuses. */
const bad = (version: string) =>
  chartOf(version, { 'templates/bad.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: bad}\n' })
const refusing = {
  refuse: ({ verb, name }: { verb: string; name: string }) =>
    verb === 'apply' && name === 'bad' ? refusal.invalid('Secret "bad" is invalid') : undefined,
}

test('a new release is installed, recorded as Helm does, and ready', async () => {
  const story = new TestCase({ spec: { values: { color: 'red' } } })
  await story.reconcile()
  assert.deepEqual(story.conditions, ['Ready=True InstallSucceeded', 'Released=True InstallSucceeded'])
  assert.equal(story.message('Ready'), 'Helm install succeeded for release ns/web.v1 with chart shop@1.0.0')
  assert.deepEqual(story.events, ['trace HelmChartCreated', 'info InstallSucceeded'])
  assert.equal(story.history, 'v1 deployed install')
  const record = story.record(1)
  assert.equal(record?.info.description, 'Install complete')
  assert.deepEqual(record?.config, { color: 'red' })
  const config = story.cluster.peek('ConfigMap', 'ns', 'config')
  assert.deepEqual(config?.['data'], { color: 'red' })
  assert.equal(config?.metadata.labels?.['helm.toolkit.fluxcd.io/name'], 'web')
  assert.equal(config?.metadata.annotations?.['meta.helm.sh/release-name'], 'web')
  assert.deepEqual(story.object.status?.inventory, { entries: [{ id: 'ns_config__ConfigMap', v: 'v1' }] })
})

test('a release in sync is left alone, without an event', async () => {
  const story = new TestCase()
  await story.reconcile()
  await story.reconcile()
  assert.deepEqual(story.events, [])
  assert.equal(story.records, 'v1 deployed')
})

test('changed values are an upgrade, and what left the chart is deleted', async () => {
  const story = new TestCase({
    chart: chartOf('1.0.0', {
      'templates/old.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: old}\n',
      'templates/kept.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kept, annotations: {helm.sh/resource-policy: keep}}\n',
    }),
  })
  await story.reconcile()
  await story.reconcile({ chart: chartOf('1.1.0'), spec: { values: { color: 'green' } } })
  assert.equal(story.message('Ready'), 'Helm upgrade succeeded for release ns/web.v2 with chart shop@1.1.0')
  assert.equal(story.records, 'v1 superseded, v2 deployed')
  assert.equal(story.history, 'v2 deployed upgrade, v1 superseded')
  assert.equal(story.cluster.peek('ConfigMap', 'ns', 'old'), undefined)
  assert.notEqual(story.cluster.peek('ConfigMap', 'ns', 'kept'), undefined)
})

test('an install that the cluster refuses stalls, and its record stays failed', async () => {
  const story = new TestCase({ chart: bad('1.0.0'), cluster: refusing })
  await story.reconcile()
  await story.reconcile()
  assert.deepEqual(story.conditions, [
    'Stalled=True RetriesExceeded',
    'Ready=False InstallFailed',
    'Released=False InstallFailed',
  ])
  assert.match(story.message('Ready'), /server-side apply failed for object ns\/bad \/v1, Kind=Secret: /)
  assert.equal(story.records, 'v1 failed')
  assert.equal(story.object.status?.installFailures, 1)
})

test('an install that does not render leaves nothing behind and is tried again', async () => {
  const story = new TestCase({
    chart: chartOf('1.0.0', { 'templates/no.yaml': '{{ fail "not today" }}' }),
  })
  const done = await story.reconcile()
  assert.match(story.message('Released'), /execution error at \(shop\/templates\/no\.yaml:1:3\): not today$/)
  assert.equal(story.records, '')
  assert.deepEqual(done.next, { type: 'backoff' })
  assert.equal(story.object.status?.observedGeneration, -1)
})

test('a failed upgrade is rolled back while there are retries', async () => {
  const story = new TestCase({
    spec: { upgrade: { remediation: { retries: 1 } } },
    cluster: refusing,
  })
  await story.reconcile()
  await story.reconcile({ chart: bad('1.1.0') })
  assert.equal(story.records, 'v1 superseded, v2 failed, v3 deployed')
  assert.deepEqual(story.conditions.slice(0, 2), [
    'Reconciling=True ProgressingWithRetry',
    'Ready=False RollbackSucceeded',
  ])
  await story.reconcile()
  assert.ok(story.conditions.includes('Stalled=True RetriesExceeded'))
  assert.equal(story.message('Stalled'), 'Failed to upgrade after 2 attempt(s)')
  await story.reconcile({ chart: chartOf('1.0.0') })
  assert.deepEqual(story.conditions, ['Ready=True UpgradeSucceeded', 'Released=True UpgradeSucceeded'])
})

test('a failed install is uninstalled before the next try', async () => {
  const story = new TestCase({
    chart: bad('1.0.0'),
    spec: { install: { remediation: { retries: 1 } } },
    cluster: refusing,
  })
  await story.reconcile()
  assert.equal(story.records, '')
  assert.equal(story.history, 'v1 uninstalling uninstall-remediation')
  assert.equal(story.cluster.peek('ConfigMap', 'ns', 'config'), undefined)
})

test('RetryOnFailure upgrades again after its interval, without going back', async () => {
  const retry = { strategy: { name: 'RetryOnFailure' as const, retryInterval: '90s' } }
  const story = new TestCase({ spec: { upgrade: retry }, cluster: refusing })
  await story.reconcile()
  const done = await story.reconcile({ chart: bad('1.1.0') })
  assert.deepEqual(done.next, { type: 'after', milliseconds: 90_000, jitter: false })
  assert.equal(story.message('Reconciling'), 'retrying after 1m30s')
  assert.equal(story.records, 'v1 deployed, v2 failed')
})

test('tests run once; one that fails counts as a failure of the release', async () => {
  const chart = chartOf('1.0.0', { 'templates/check.yaml': hook('check', 'test') })
  const story = new TestCase({ chart, spec: { test: { enable: true } } })
  await story.reconcile()
  assert.deepEqual(story.events.slice(1), ['info InstallSucceeded', 'info TestSucceeded'])
  assert.match(story.message('Ready'), /1 test hook completed successfully$/)
  await story.reconcile()
  assert.deepEqual(story.events, [])

  const broken = chartOf('1.0.0', { 'templates/bad.yaml': hook('bad', 'test') })
  const failing = new TestCase({ chart: broken, spec: { test: { enable: true } }, cluster: refusing })
  await failing.reconcile()
  assert.ok(failing.conditions.includes('TestSuccess=False TestFailed'))
  assert.ok(failing.conditions.includes('Stalled=True RetriesExceeded'))
})

test('hooks run by weight, and go as their policies say', async () => {
  const weight = (n: number, policy = '') =>
    `    helm.sh/hook-weight: "${n}"\n${policy && `    helm.sh/hook-delete-policy: ${policy}\n`}`
  const story = new TestCase({
    chart: chartOf('1.0.0', {
      'templates/b.yaml': hook('first', 'pre-install', weight(-5, 'hook-succeeded')),
      'templates/a.yaml': hook('second', 'pre-install', weight(5)),
    }),
  })
  await story.reconcile()
  const applied = story.cluster.requests.filter(({ verb, kind }) => verb === 'apply' && kind === 'ConfigMap')
  assert.deepEqual(
    applied.map(({ name }) => name),
    ['first', 'second', 'config'],
  )
  assert.equal(story.cluster.peek('ConfigMap', 'ns', 'first'), undefined)
  assert.notEqual(story.cluster.peek('ConfigMap', 'ns', 'second'), undefined)
  assert.deepEqual(
    story.record(1)?.hooks.map(({ name, lastRun }) => `${name} ${lastRun.phase}`),
    ['second Succeeded', 'first Succeeded'],
  )
})

test('a hook that fails keeps the release from being made', async () => {
  const story = new TestCase({
    chart: chartOf('1.0.0', { 'templates/bad.yaml': hook('bad', 'pre-install') }),
    cluster: refusing,
  })
  await story.reconcile()
  assert.match(
    story.message('Ready'),
    /failed pre-install: warning: Hook pre-install shop\/templates\/bad\.yaml failed: /,
  )
  assert.equal(story.cluster.peek('ConfigMap', 'ns', 'config'), undefined)
})

test('drift is corrected where that is wanted, and told where only that is', async () => {
  const story = new TestCase({ spec: { driftDetection: { mode: 'warn' } } })
  await story.reconcile()
  const tamper = () => {
    const live = story.cluster.peek('ConfigMap', 'ns', 'config')
    story.cluster.seed({ ...live, data: { color: 'pink' } })
  }
  tamper()
  await story.reconcile()
  assert.deepEqual(story.events, ['error DriftDetected'])
  assert.deepEqual(story.cluster.peek('ConfigMap', 'ns', 'config')?.['data'], { color: 'pink' })
  await story.reconcile({ spec: { driftDetection: { mode: 'enabled' } } })
  assert.deepEqual(story.events, ['error DriftDetected', 'info DriftCorrected'])
  assert.deepEqual(story.cluster.peek('ConfigMap', 'ns', 'config')?.['data'], { color: 'blue' })
  assert.ok(story.conditions.includes('Drifted=False NoDriftDetected'))
})

for (const status of ['pending-upgrade', 'uninstalling'] as const) {
  test(`a release that somebody left ${status} is unlocked, then upgraded`, async () => {
    const story = new TestCase()
    await story.reconcile()
    const secret = story.cluster.peek('Secret', 'ns', 'sh.helm.release.v1.web.v1')
    assert.ok(secret)
    const record = story.record(1)
    assert.ok(record)
    const left = { ...record, info: { ...record.info, status } }
    story.cluster.seed({ ...secret, data: { release: Buffer.from(encodeRecord(left)).toString('base64') } })
    await story.reconcile()
    assert.deepEqual(story.events, ['info PendingRelease', 'info UpgradeSucceeded'])
    assert.equal(story.records, 'v1 superseded, v2 deployed')
  })
}

test('a release of another name replaces the old one, which is uninstalled first', async () => {
  const story = new TestCase()
  await story.reconcile()
  await story.reconcile({ spec: { releaseName: 'shop' } })
  assert.deepEqual(story.events, ['info UninstallSucceeded'])
  assert.equal(story.object.status?.history, undefined)
  await story.reconcile()
  assert.equal(story.message('Ready'), 'Helm install succeeded for release ns/shop.v1 with chart shop@1.0.0')
})

test('forceAt upgrades a release in sync once', async () => {
  const story = new TestCase()
  await story.reconcile()
  const annotations = { 'reconcile.fluxcd.io/requestedAt': 'now', 'reconcile.fluxcd.io/forceAt': 'now' }
  await story.reconcile({ annotations })
  assert.equal(story.records, 'v1 superseded, v2 deployed')
  assert.equal(story.object.status?.lastHandledForceAt, 'now')
  await story.reconcile()
  assert.equal(story.records, 'v1 superseded, v2 deployed')
})

test('a HelmRelease that goes takes its release and its chart along', async () => {
  const story = new TestCase()
  await story.reconcile()
  const done = await story.remove()
  assert.deepEqual(story.events, ['info UninstallSucceeded', 'trace HelmChartDeleted'])
  assert.equal(done.object, undefined)
  assert.equal(story.records, '')
  assert.equal(story.cluster.peek('ConfigMap', 'ns', 'config'), undefined)
})

test('a HelmRelease that goes while suspended leaves everything', async () => {
  const story = new TestCase()
  await story.reconcile()
  await story.reconcile({ spec: { suspend: true } })
  await story.remove()
  assert.equal(story.records, 'v1 deployed')
  assert.notEqual(story.cluster.peek('HelmChart', 'ns', 'ns-web'), undefined)
})

test('what must come first is waited for', async () => {
  const story = new TestCase({ spec: { dependsOn: [{ name: 'base' }] } })
  const done = await story.reconcile()
  assert.equal(
    story.message('Ready'),
    `unable to get 'ns/base' dependency: helmreleases.helm.toolkit.fluxcd.io "base" not found`,
  )
  assert.deepEqual(done.next, { type: 'after', milliseconds: 30_000, jitter: false })
  await story.reconcile({ spec: { dependsOn: [] } })
  story.source = 'behind'
  await story.reconcile()
  assert.deepEqual(story.conditions.slice(0, 2), [
    'Reconciling=True Progressing',
    'Ready=False SourceNotReady',
  ])
  story.source = 'missing'
  await story.reconcile()
  assert.match(story.message('Ready'), /^could not get Source object: HelmChart\..* "ns-web" not found$/)
})

test('objects of others are refused where they may not be taken over', async () => {
  const story = new TestCase({ spec: { install: { disableTakeOwnership: true } } })
  story.cluster.seed({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config', namespace: 'ns' } })
  await story.reconcile()
  assert.match(
    story.message('Ready'),
    /exists and cannot be imported into the current release: invalid ownership metadata; /,
  )
  assert.equal(story.records, '')
})

test('old records go beyond maxHistory, the deployed one never', async () => {
  const story = new TestCase({ spec: { maxHistory: 2 } })
  await story.reconcile()
  for (const color of ['red', 'green', 'pink']) await story.reconcile({ spec: { values: { color } } })
  assert.equal(story.records, 'v3 superseded, v4 deployed')
})

test('fields of overridden managers are taken over before drift is looked for', async () => {
  const drift = { driftDetection: { mode: 'enabled' as const } }
  const story = new TestCase({ spec: drift, args: ['--override-manager=kubectl,intruder'] })
  await story.reconcile()
  const live = story.cluster.peek('ConfigMap', 'ns', 'config')
  assert.ok(live)
  const managedFields = [
    { manager: 'intruder', operation: 'Update' as const, fieldsV1: { 'f:data': { 'f:extra': {} } } },
    { manager: 'other', operation: 'Update' as const, fieldsV1: { 'f:data': { 'f:mine': {} } } },
  ]
  story.cluster.seed({ ...live, metadata: { ...live.metadata, managedFields } })
  await story.reconcile()
  const after = story.cluster.peek('ConfigMap', 'ns', 'config')?.metadata.managedFields ?? []
  assert.deepEqual(
    after.map(({ manager, operation }) => `${manager} ${operation}`),
    ['other Update', 'helm-controller Apply'],
  )
})

test('an expression that fails on a dependency waits for it, as one that is false does', async () => {
  const story = new TestCase({ spec: { dependsOn: [{ name: 'base', readyExpr: 'dep.status.nope == 1' }] } })
  story.cluster.seed({ ...story.object, metadata: { name: 'base', namespace: 'ns' }, status: {} })
  const done = await story.reconcile()
  assert.ok(story.conditions.includes('Ready=False DependencyNotReady'))
  assert.match(story.message('Ready'), /^failed to evaluate the CEL expression .*: no such key: nope$/)
  assert.ok(story.events.includes('info DependencyNotReady'))
  assert.deepEqual(done.next, { type: 'after', milliseconds: 30_000, jitter: false })
})

test('a new HelmRelease that is suspended is observed, and nothing else', async () => {
  const story = new TestCase({ spec: { suspend: true } })
  await story.reconcile({ annotations: { 'reconcile.fluxcd.io/requestedAt': 'now' } })
  assert.deepEqual(story.object.status, { observedGeneration: 1, lastHandledReconcileAt: 'now' })
  assert.equal(story.records, '')
})

test('waiting for readiness ends where something newer is to be released, and the next run comes at once', async () => {
  const story = new TestCase()
  await story.reconcile()
  const slow = 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: slow}\n'
  const newer = new AbortController()
  const run = story.reconcile({
    chart: chartOf('1.1.0', { 'templates/slow.yaml': slow }),
    spec: { timeout: '1h' },
    interruption: newer.signal,
  })
  await settle()
  newer.abort(new Interrupted({ kind: 'HelmChart', namespace: 'ns', name: 'ns-web' }))
  const ended = await run
  const { reason, message } = ended.condition('Ready') ?? {}
  const why = 'ew reconciliation triggered by HelmChart/ns/ns-web'
  assert.deepEqual([reason, message], ['HealthCheckCanceled', `N${why}`])
  assert.deepEqual(ended.next, { type: 'after', milliseconds: 0, jitter: false })
  assert.equal(ended.events.at(-1)?.message, `Health checks canceled due to n${why}`)
  assert.equal(story.record(2)?.info.status, 'failed')
})
