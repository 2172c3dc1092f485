import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kustomization } from '@sluice/api/kustomize'
import { Interrupted } from '@sluice/kube/runtime'
import { RemoteClusterError } from '@sluice/kube/workload-identity'
import { refusal, settle } from '@sluice/testing'
import { conditionsOf, configMap, type Files, inventoryIds, TestCase, told } from '../../test/test-case.ts'

test('a revision is built, applied and recorded', async () => {
  const done = await new TestCase({
    files: { 'app/a.yaml': configMap('a') },
    spec: { path: './app' },
  }).reconcile()
  assert.deepEqual(conditionsOf(done), ['Ready=True ReconciliationSucceeded: Applied revision: main@sha1:1'])
  assert.deepEqual(told(done), [
    'info Progressing: ConfigMap/ns/a created',
    'info ReconciliationSucceeded: Reconciliation finished in …, next run in 1h0m0s',
  ])
  assert.deepEqual(inventoryIds(done), ['ns_a__ConfigMap'])
  const { lastAppliedRevision, lastAttemptedRevision, observedGeneration, history = [] } = done.status
  assert.deepEqual(
    [lastAppliedRevision, lastAttemptedRevision, observedGeneration],
    ['main@sha1:1', 'main@sha1:1', 1],
  )
  assert.deepEqual(
    history.map(entry => [entry.lastReconciledStatus, entry.totalReconciliations]),
    [['ReconciliationSucceeded', 1]],
  )
})

test('what left the source is pruned, in an event of its own', async () => {
  const story = new TestCase({ files: { 'a.yaml': configMap('a'), 'b.yaml': configMap('b') } })
  await story.reconcile()
  const done = await story.reconcile({ files: { 'b.yaml': configMap('b', '2') } })
  assert.deepEqual(told(done).slice(0, 2), [
    'info Progressing: ConfigMap/ns/b configured',
    'info Progressing: ConfigMap/ns/a deleted',
  ])
  assert.deepEqual(inventoryIds(done), ['ns_b__ConfigMap'])
  assert.equal(await story.find('ConfigMap', 'a'), undefined)
})

test('an empty build succeeds and prunes everything', async () => {
  const story = new TestCase({ files: { 'a.yaml': configMap('a') } })
  await story.reconcile()
  const done = await story.reconcile({ files: { 'README.md': 'nothing' } })
  assert.deepEqual(done.status.inventory, { entries: [] })
  assert.equal(done.condition('Ready')?.status, 'True')
})

test('prune: false forgets what left the source and leaves it', async () => {
  const story = new TestCase({
    files: { 'a.yaml': configMap('a'), 'b.yaml': configMap('b') },
    spec: { prune: false },
  })
  await story.reconcile()
  const done = await story.reconcile({ files: { 'b.yaml': configMap('b') } })
  assert.deepEqual(inventoryIds(done), ['ns_b__ConfigMap'])
  assert.notEqual(await story.find('ConfigMap', 'a'), undefined)
})

test('a stale object stays on record until its deletion is confirmed', async () => {
  let forbids = true
  const story = new TestCase({
    files: { 'a.yaml': configMap('a'), 'b.yaml': configMap('b') },
    cluster: {
      refuse: ({ verb, name }) =>
        forbids && verb === 'delete' && name === 'a' ? refusal.forbidden('no') : undefined,
    },
  })
  await story.reconcile()
  const failed = await story.reconcile({ files: { 'b.yaml': configMap('b') } })
  assert.equal(failed.condition('Ready')?.reason, 'PruneFailed')
  assert.deepEqual(inventoryIds(failed).sort(), ['ns_a__ConfigMap', 'ns_b__ConfigMap'])
  assert.equal(failed.status.lastAppliedRevision, 'main@sha1:1')
  forbids = false
  const healed = await story.reconcile()
  assert.deepEqual(inventoryIds(healed), ['ns_b__ConfigMap'])
})

test('a new object is on record before it is written, so that a kill right after cannot orphan it', async () => {
  const stored: string[][] = []
  const story: TestCase = new TestCase({
    files: { 'a.yaml': configMap('a') },
    cluster: {
      refuse: ({ verb, kind, dryRun }) => {
        if (verb !== 'apply' || kind !== 'ConfigMap' || dryRun) return undefined
        const ks = story.cluster.peek('Kustomization', 'flux', 'k') as unknown as Kustomization
        stored.push((ks.status?.inventory?.entries ?? []).map(entry => entry.id))
        return undefined
      },
    },
  })
  await story.reconcile()
  await story.reconcile({ files: { 'b.yaml': configMap('b') } })
  assert.deepEqual(stored, [['ns_a__ConfigMap'], ['ns_a__ConfigMap', 'ns_b__ConfigMap']])
})

test('an apply that fails leaves the inventory as it was', async () => {
  const story = new TestCase({
    files: { 'a.yaml': configMap('a') },
    cluster: {
      refuse: ({ verb, name, dryRun }) =>
        verb === 'apply' && name === 'b' && !dryRun ? refusal.forbidden('no') : undefined,
    },
  })
  await story.reconcile()
  const failed = await story.reconcile({ files: { 'a.yaml': configMap('a'), 'b.yaml': configMap('b') } })
  assert.equal(failed.condition('Ready')?.reason, 'ReconciliationFailed')
  assert.deepEqual(inventoryIds(failed), ['ns_a__ConfigMap'])
})

const badRevisions: readonly { of: string; files: Files; names: RegExp }[] = [
  {
    of: 'broken YAML',
    files: { 'a.yaml': 'a: [' },
    names: /failed to decode Kubernetes YAML from .*\/a\.yaml: .*/,
  },
  {
    of: 'a key given twice',
    files: { 'a.yaml': configMap('a') + 'kind: Secret\n' },
    names: /a\.yaml: .*line 5: .*"kind" already set/,
  },
  {
    of: 'a document that is no manifest',
    files: { 'values.yaml': 'some: value' },
    names: /values\.yaml: missing Resource metadata/,
  },
  {
    of: 'an object without a name',
    files: { 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}' },
    names: /a\.yaml: missing metadata\.name/,
  },
  {
    of: 'an object without apiVersion',
    files: { 'a.yaml': 'kind: ConfigMap\nmetadata: {name: a}' },
    names: /failed to decode Kubernetes apiVersion, kind and name from: \{"kind":"ConfigMap"/,
  },
  {
    of: 'the same object in two files',
    files: { 'a.yaml': configMap('a'), 'b.yaml': configMap('a') },
    names: /b\.yaml': may not add resource with an already registered id: ConfigMap\.v1\.\[noGrp\]\/a\.ns/,
  },
  {
    of: 'a resource that is not there',
    files: { 'kustomization.yaml': 'resources: [none.yaml]' },
    names: /'none\.yaml': open \/tmp\/kustomization-\w+\/none\.yaml: no such file or directory/,
  },
  {
    of: 'a kustomization file of the wrong type',
    files: { 'kustomization.yaml': 'resources: none' },
    names: /resources of type list/,
  },
  {
    of: 'a path that leads out of the source',
    files: { 'kustomization.yaml': 'resources: [../../etc/passwd]' },
    names: /leads out of the source/,
  },
]
for (const { of, files, names } of badRevisions) {
  test(`${of} fails the build, leaves the last good state and heals with the next commit`, async () => {
    const story = new TestCase({ files: { 'good.yaml': configMap('good') } })
    await story.reconcile()
    const failed = await story.reconcile({ files })
    assert.equal(failed.condition('Ready')?.status, 'False')
    assert.equal(failed.condition('Ready')?.reason, 'BuildFailed')
    assert.match(failed.condition('Ready')?.message ?? '', names)
    assert.deepEqual(inventoryIds(failed), ['ns_good__ConfigMap'])
    assert.equal(failed.status.lastAppliedRevision, 'main@sha1:1')
    assert.equal(failed.status.lastAttemptedRevision, 'main@sha1:2')
    assert.notEqual(await story.find('ConfigMap', 'good'), undefined)
    const healed = await story.reconcile({ files: { 'good.yaml': configMap('good', '2') } })
    assert.equal(healed.condition('Ready')?.status, 'True')
  })
}

const badApplies: readonly { of: string; files: Files; names: RegExp }[] = [
  {
    of: 'a kind that the cluster does not know',
    files: { 'x.yaml': 'apiVersion: x.io/v1\nkind: Thing\nmetadata: {name: t, namespace: ns}' },
    names: /Thing\/ns\/t .*no matches for kind "Thing" in version "x\.io\/v1"/,
  },
  {
    of: 'an object that the server refuses',
    files: { 'a.yaml': configMap('refused') },
    names: /ConfigMap\/ns\/refused dry-run failed \(Invalid\): no thanks/,
  },
]
for (const { of, files, names } of badApplies) {
  test(`${of} fails the apply before anything of the revision is written`, async () => {
    const story = new TestCase({
      files: { 'good.yaml': configMap('good') },
      cluster: {
        refuse: ({ name, verb }) =>
          name === 'refused' && verb !== 'get' ? refusal.invalid('no thanks') : undefined,
      },
    })
    await story.reconcile()
    const failed = await story.reconcile({ files: { ...files, 'new.yaml': configMap('new') } })
    assert.equal(failed.condition('Ready')?.reason, 'ReconciliationFailed')
    assert.match(failed.condition('Ready')?.message ?? '', names)
    assert.equal(await story.find('ConfigMap', 'new'), undefined)
    assert.notEqual(await story.find('ConfigMap', 'good'), undefined)
    assert.deepEqual(inventoryIds(failed), ['ns_good__ConfigMap'])
    assert.equal(failed.status.history?.[0]?.lastReconciledStatus, 'ReconciliationFailed')
  })
}

test('a Namespace is applied before what is in it', async () => {
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: ns}\n'
  const done = await new TestCase({ files: { 'a.yaml': configMap('a'), 'z.yaml': namespace } }).reconcile()
  assert.equal(told(done)[0], 'info Progressing: Namespace/ns created\nConfigMap/ns/a created')
})

test('a path that is not there is told as of the artifact, and not as an attempt', async () => {
  const done = await new TestCase({
    files: { 'a.yaml': configMap('a') },
    spec: { path: './none' },
  }).reconcile()
  assert.match(
    done.condition('Ready')?.message ?? '',
    /^kustomization path not found: stat \/tmp\/kustomization-\w+\/none: no such file or directory$/,
  )
  assert.equal(done.condition('Ready')?.reason, 'ArtifactFailed')
  assert.equal(done.status.lastAttemptedRevision, undefined)
})

test('dots that lead out are held inside', async () => {
  const done = await new TestCase({
    files: { 'app/a.yaml': configMap('a') },
    spec: { path: '../../app' },
  }).reconcile()
  assert.equal(done.condition('Ready')?.status, 'True')
})

test('a missing source is told without an event and tried again', async () => {
  const story = new TestCase({ spec: { retryInterval: '2s' } })
  story.hasSource = false
  const done = await story.reconcile()
  assert.deepEqual(conditionsOf(done), [
    'Ready=False ArtifactFailed: GitRepository.source.toolkit.fluxcd.io "r" not found',
  ])
  assert.deepEqual(told(done), [])
  assert.deepEqual(done.next, { type: 'after', milliseconds: 2000, jitter: false })
})

test('a source of another namespace can be refused', async () => {
  const spec = { sourceRef: { kind: 'GitRepository', name: 'r', namespace: 'other' } } as const
  const done = await new TestCase({ spec, args: ['--no-cross-namespace-refs=true'] }).reconcile()
  assert.equal(done.condition('Stalled')?.reason, 'AccessDenied')
  assert.equal(
    done.condition('Ready')?.message,
    "can't access 'GitRepository/other/r', cross-namespace references have been blocked",
  )
})

test('a dependency that is missing or not ready holds everything back', async () => {
  const done = await new TestCase({
    files: { 'a.yaml': configMap('a') },
    spec: { dependsOn: [{ name: 'first' }] },
  }).reconcile()
  assert.deepEqual(conditionsOf(done), [
    `Ready=False DependencyNotReady: dependency 'flux/first' not found: kustomizations.kustomize.toolkit.fluxcd.io "first" not found`,
  ])
  assert.deepEqual(told(done), [
    'info DependencyNotReady: Dependencies do not meet ready condition, retrying in …',
  ])
})

const refused = [{ field: 'spec.decryption', spec: { decryption: { provider: 'sops' } } }] as const
for (const { field, spec } of refused) {
  test(`${field} is refused rather than ignored`, async () => {
    const done = await new TestCase({ files: { 'a.yaml': configMap('a') }, spec }).reconcile()
    assert.equal(done.condition('Stalled')?.status, 'True')
    assert.equal(done.condition('Ready')?.message, `${field} is not supported yet`)
  })
}

test('a cluster that cannot be connected to is told of, and tried again', async () => {
  const kubeConfig = { secretRef: { name: 'kc' } }
  const test = new TestCase({ files: { 'a.yaml': configMap('a') }, spec: { kubeConfig } })
  test.refusesToConnect = new RemoteClusterError('there is no such cluster', false)
  const done = await test.reconcile()
  assert.equal(done.condition('Ready')?.reason, 'ReconciliationFailed')
  assert.equal(done.condition('Ready')?.message, 'there is no such cluster')
  assert.equal(done.condition('Reconciling')?.reason, 'ProgressingWithRetry')
  assert.deepEqual(told(done), [
    'error ReconciliationFailed: failed to build kube client: there is no such cluster',
  ])
})

test('an encrypted Secret never reaches the cluster as it is', async () => {
  const secret =
    'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: ns}\ndata: {a: ENC}\nsops: {mac: x}\n'
  const done = await new TestCase({ files: { 's.yaml': secret } }).reconcile()
  assert.equal(
    done.condition('Ready')?.message,
    'Secret/ns/s is SOPS encrypted, configuring decryption is required for this secret to be reconciled',
  )
  assert.equal(await new TestCase({}).find('Secret', 's'), undefined)
})

test('variables come from objects and the spec, which outranks them', async () => {
  const files = { 'a.yaml': configMap('${name}', '${value:-none}-${other}') }
  const vars = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'vars', namespace: 'flux' },
    data: { name: 'x', other: 'line\n' },
  }
  const postBuild = {
    substitute: { name: 'own' },
    substituteFrom: [{ kind: 'ConfigMap', name: 'vars' }],
  } as const
  const story = new TestCase({ files, spec: { postBuild }, cluster: { objects: [vars] } })
  const done = await story.reconcile()
  assert.deepEqual(inventoryIds(done), ['ns_own__ConfigMap'])
  assert.deepEqual((await story.find('ConfigMap', 'own'))?.['data'], { a: 'none-line' })
})

test('a variable without a value, and an object of variables that is missing, fail the build', async () => {
  const files = { 'a.yaml': configMap('a', '${none}') }
  const strict = await new TestCase({ files, spec: { postBuild: { substitute: { b: '1' } } } }).reconcile()
  assert.equal(
    strict.condition('Ready')?.message,
    `post build failed for 'ConfigMap.v1.[noGrp]/a': envsubst error: variable substitution failed: variable not set (strict mode): "none"`,
  )
  const postBuild = { substituteFrom: [{ kind: 'ConfigMap', name: 'vars' }] } as const
  const missing = await new TestCase({ files, spec: { postBuild } }).reconcile()
  assert.equal(
    missing.condition('Ready')?.message,
    `post build failed for 'ConfigMap.v1.[noGrp]/a': substitute from 'ConfigMap/vars' error: configmaps "vars" not found`,
  )
})

test('common metadata goes over what objects have', async () => {
  const story = new TestCase({
    files: { 'a.yaml': configMap('a') },
    spec: { commonMetadata: { labels: { team: 'x' }, annotations: { n: '1' } } },
  })
  await story.reconcile()
  const object = await story.find('ConfigMap', 'a')
  assert.equal(object?.metadata.labels?.['team'], 'x')
  assert.deepEqual(object?.metadata.annotations, { n: '1' })
})

test('a build is made once for the same artifact, path and spec', async () => {
  const story = new TestCase({ files: { 'a.yaml': configMap('a') } })
  const first = await story.reconcile()
  let built = 0
  const get = story.builds.get.bind(story.builds)
  story.builds.get = (key, make, weigh) =>
    get(
      key,
      () => {
        built++
        return make()
      },
      weigh,
    )
  const second = await story.reconcile()
  assert.equal(built, 0)
  assert.equal(second.status.history?.[0]?.digest, first.status.history?.[0]?.digest)
  assert.equal(second.status.history?.[0]?.totalReconciliations, 2)
})

const removals = [
  { policy: 'MirrorPrune', prune: true, left: false },
  { policy: 'MirrorPrune', prune: false, left: true },
  { policy: 'Delete', prune: false, left: false },
  { policy: 'Orphan', prune: true, left: true },
  { policy: 'WaitForTermination', prune: true, left: false },
] as const
for (const { policy, prune, left } of removals) {
  test(`deletionPolicy ${policy} with prune: ${prune} ${left ? 'leaves' : 'deletes'} the objects`, async () => {
    const story = new TestCase({
      files: { 'a.yaml': configMap('a') },
      spec: { prune, deletionPolicy: policy },
    })
    await story.reconcile()
    const done = await story.remove()
    assert.equal(done.object, undefined)
    assert.equal((await story.find('ConfigMap', 'a')) !== undefined, left)
    assert.deepEqual(told(done), left ? [] : ['info ReconciliationSucceeded: ConfigMap/ns/a deleted'])
  })
}

test('a suspended Kustomization leaves its objects when it goes', async () => {
  const story = new TestCase({ files: { 'a.yaml': configMap('a') } })
  await story.reconcile()
  await story.reconcile({ spec: { suspend: true } })
  await story.remove()
  assert.notEqual(await story.find('ConfigMap', 'a'), undefined)
})

const thing = 'apiVersion: x.io/v1\nkind: Thing\nmetadata: {name: t, namespace: ns}\n'
const thingKind = { group: 'x.io', version: 'v1', kind: 'Thing', plural: 'things', namespaced: true }
const verdicts = [
  { current: "metadata.name == 't'", ready: 'True', healthy: 'True' },
  { current: 'false', failed: "metadata.name == 't'", ready: 'False', healthy: 'False' },
]
for (const { ready: isReady, healthy, ...expressions } of verdicts) {
  test(`healthCheckExprs judge a custom resource: ${JSON.stringify(expressions)}`, async () => {
    const spec = { wait: true, healthCheckExprs: [{ apiVersion: 'x.io/v2', kind: 'Thing', ...expressions }] }
    const done = await new TestCase({
      files: { 't.yaml': thing },
      spec,
      cluster: { kinds: [thingKind] },
    }).reconcile()
    assert.deepEqual([done.condition('Ready')?.status, done.condition('Healthy')?.status], [isReady, healthy])
  })
}

test('an expression that is none stalls', async () => {
  const spec = {
    wait: true,
    healthCheckExprs: [{ apiVersion: 'x.io/v1', kind: 'Thing', current: 'status.' }],
  }
  const done = await new TestCase({ spec }).reconcile()
  assert.equal(done.condition('Stalled')?.reason, 'InvalidCELExpression')
  assert.match(
    done.condition('Ready')?.message ?? '',
    /^Reconciliation failed terminally due to configuration error: .*healthchecks\[0\].*Current/,
  )
})

test('readyExpr alone decides whether a dependency is ready, unless it is only to add to it', async () => {
  const first = {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'first', namespace: 'flux', labels: { v: '1' } },
    spec: { sourceRef: { kind: 'GitRepository', name: 'r' } },
  }
  const message = async (readyExpr: string, ...gates: readonly string[]) => {
    const story = new TestCase({ spec: { dependsOn: [{ name: 'first', readyExpr }] }, args: gates })
    story.cluster.seed(first)
    return (await story.reconcile()).condition('Ready')?.message
  }
  const holds = "dep.metadata.labels.v == '1' && self.metadata.name == 'k'"
  assert.equal(await message(holds), 'Applied revision: main@sha1:1')
  assert.equal(
    await message("dep.metadata.labels.v == '2'"),
    "dependency 'flux/first' is not ready according to readyExpr eval",
  )
  assert.equal(
    await message(holds, '--feature-gates=AdditiveCELDependencyCheck=true'),
    "dependency 'flux/first' is not ready",
  )
})

test('waiting for health ends, and is no failure on record, where something newer is to be applied', async () => {
  const job = 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: slow, namespace: ns}\n'
  const story = new TestCase({ files: { 'job.yaml': job }, spec: { wait: true, timeout: '1h' } })
  const newer = new AbortController()
  const run = story.reconcile({ interruption: newer.signal })
  await settle()
  newer.abort(new Interrupted({ kind: 'GitRepository', namespace: 'flux', name: 'r' }))
  const ended = await run
  const { reason, message } = ended.condition('Ready') ?? {}
  assert.deepEqual(
    [reason, message],
    ['HealthCheckCanceled', 'New reconciliation triggered by GitRepository/flux/r'],
  )
  assert.ok(
    told(ended).includes(
      'info HealthCheckCanceled: Health checks canceled due to new reconciliation triggered by GitRepository/flux/r',
    ),
  )
  assert.deepEqual(ended.next, { type: 'after', milliseconds: 0, jitter: false })
  assert.equal(ended.status.history, undefined)
})
