import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { FakeClock, MemoryCluster, settle } from '@sluice/testing'
import { Kind, type KubeObject } from '../meta/index.ts'
import { defineReconciler, type ReconcilerDefinition, ready, watch } from './definition.ts'
import { silentLog } from './log.ts'
import { createManager, type ManagerOptions } from './manager.ts'
import { createMetrics } from './metrics.ts'
import type { Run } from './run.ts'

type Thing = KubeObject<
  { readonly from?: string },
  { readonly conditions?: readonly unknown[]; readonly observedGeneration?: number }
>
const Thing = new Kind<Thing>({
  group: 'x.dev',
  version: 'v1',
  kind: 'Thing',
  plural: 'things',
  namespaced: true,
})
const ConfigMap = new Kind<KubeObject>({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
})

const thing = (name: string, from = '') => ({
  apiVersion: 'x.dev/v1',
  kind: 'Thing',
  metadata: { name, namespace: 'ns', generation: 1 },
  spec: { from },
})
const change = (cluster: MemoryCluster, name: string, body: object) =>
  cluster.patch(Thing, 'ns', name, { type: 'merge', body })

function manage(
  t: TestContext,
  objects: readonly object[],
  reconcile: ReconcilerDefinition<Thing>['reconcile'],
  changes: { definition?: Partial<ReconcilerDefinition<Thing>>; manager?: Partial<ManagerOptions> } = {},
) {
  const cluster = new MemoryCluster({ kinds: [Thing], objects })
  const clock = new FakeClock()
  const runs: string[] = []
  const reconciler = defineReconciler<Thing, string>({
    kind: Thing,
    controller: 'thing-controller',
    stages: {},
    policy: { interval: () => 60_000, observes: 'ready' },
    ...changes.definition,
    reconcile: (object, run) => {
      runs.push(object.metadata.name)
      return reconcile(object, run)
    },
  })
  const options = { client: cluster, log: silentLog, clock, random: () => 0.5, ...changes.manager }
  const manager = createManager(options)
  manager.add(reconciler)
  t.after(() => manager.stop())
  return { cluster, clock, runs, manager }
}

const done = async () => ready('Done', 'well')

test('a manager reconciles what is there, what comes, and what changes, but not for its own status writes', async t => {
  const { cluster, runs, manager } = manage(t, [thing('a')], done)
  await manager.start()
  await settle()
  assert.deepEqual(runs, ['a'])
  await cluster.create(thing('b'))
  await settle()
  await change(cluster, 'a', { metadata: { labels: { x: 'y' } } })
  await settle()
  await change(cluster, 'a', { spec: { from: 'elsewhere' } })
  await settle()
  await change(cluster, 'a', { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': 'now' } } })
  await settle()
  assert.deepEqual(runs, ['a', 'b', 'a', 'a'])
})

test('a manager comes back after the interval', async t => {
  const { clock, runs, manager } = manage(t, [thing('a')], done)
  await manager.start()
  await clock.advance(59_999)
  assert.equal(runs.length, 1)
  await clock.advance(1)
  assert.equal(runs.length, 2)
})

test('a manager backs off while an object fails, and does not hold up others', async t => {
  const { clock, runs, manager } = manage(t, [thing('a'), thing('b')], object =>
    object.metadata.name === 'a' ? Promise.reject(new Error('no')) : done(),
  )
  await manager.start()
  await clock.advance(750 + 1500 + 3000)
  assert.equal(runs.filter(name => name === 'a').length, 4)
  assert.equal(runs.filter(name => name === 'b').length, 1)
})

test('a manager contains a reconciler that throws where it should not', async t => {
  const { runs, manager, cluster } = manage(t, [thing('a')], () => {
    throw new TypeError('a mistake')
  })
  await manager.start()
  await settle()
  await cluster.create(thing('b'))
  await settle()
  assert.deepEqual(runs, ['a', 'b'])
})

test('a manager wakes the objects that a change of another kind concerns', async t => {
  const definition = {
    indexes: { from: (object: Thing) => [object.spec?.from ?? ''] },
    watches: [
      watch<Thing, KubeObject>({
        kind: ConfigMap,
        map: (source, things) =>
          things
            .byIndex('from', source.metadata.name)
            .map(({ metadata }) => ({ namespace: metadata.namespace ?? '', name: metadata.name })),
      }),
    ],
  }
  const { cluster, runs, manager } = manage(t, [thing('a', 'source'), thing('b', 'other')], done, {
    definition,
  })
  await manager.start()
  await settle()
  await cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'source', namespace: 'ns' } })
  await settle()
  assert.deepEqual(runs, ['a', 'b', 'a'])
})

const waiting = async (run: Run<Thing>) => {
  await new Promise((_, reject) => {
    run.interruption.addEventListener('abort', () => reject(run.interruption.reason))
  })
  return done()
}

test('a run that may be interrupted ends when its object changes, and the next comes at once', async t => {
  const told: (string | undefined)[] = []
  const reconcile = async (object: Thing, run: Run<Thing>) => {
    if (object.metadata.generation === 1) return run.stage('wait', () => waiting(run))
    const conditions = object.status?.conditions as readonly { readonly message?: string }[]
    told.push(conditions[0]?.message)
    return done()
  }
  const { cluster, runs, manager } = manage(t, [thing('a')], reconcile, {
    definition: { interruptible: true, stages: { wait: { failsWith: 'WaitFailed' } } },
  })
  await manager.start()
  await settle()
  assert.deepEqual(runs, ['a'])
  await change(cluster, 'a', { spec: { from: 'elsewhere' } })
  await settle()
  assert.deepEqual(runs, ['a', 'a'])
  assert.deepEqual(told, ['New reconciliation triggered by Thing/ns/a'])
})

test('a run that may not be interrupted is not told of newer ones', async t => {
  let release: (() => void) | undefined
  const interruptions: boolean[] = []
  const { cluster, manager } = manage(t, [thing('a')], async (_, run) => {
    await new Promise<void>(resolve => {
      release = resolve
    })
    interruptions.push(run.interruption.aborted)
    return done()
  })
  await manager.start()
  await settle()
  await change(cluster, 'a', { spec: { from: 'elsewhere' } })
  await settle()
  release?.()
  await settle()
  release?.()
  await settle()
  assert.deepEqual(interruptions, [false, false])
})

test('a manager runs an object again that changed while it was reconciled, and never twice at a time', async t => {
  const releases: (() => void)[] = []
  const { cluster, runs, manager } = manage(t, [thing('a')], async () => {
    await new Promise<void>(resolve => releases.push(resolve))
    return ready('Done', 'well')
  })
  await manager.start()
  await settle()
  await change(cluster, 'a', { spec: { from: 'x' } })
  await settle()
  assert.equal(runs.length, 1)
  releases[0]?.()
  await settle()
  assert.equal(runs.length, 2)
  releases[1]?.()
  await settle()
  const status = cluster.peek('Thing', 'ns', 'a')?.status as { observedGeneration?: number }
  assert.equal(status.observedGeneration, 2)
})

test('a manager reconciles only the shard it is told to', async t => {
  const labelled = { ...thing('b'), metadata: { ...thing('b').metadata, labels: { shard: 'one' } } }
  const { runs, manager } = manage(t, [thing('a'), labelled], done, {
    manager: { labelSelector: 'shard=one' },
  })
  await manager.start()
  await settle()
  assert.deepEqual(runs, ['b'])
})

test('a manager that must lead works once it has the lease, and gives it back', async t => {
  const leaderElection = { namespace: 'ns', identity: 'me', onLost: () => {} }
  const { cluster, runs, manager } = manage(t, [thing('a')], done, { manager: { leaderElection } })
  const lease = () => cluster.peek('Lease', 'ns', 'thing-controller-leader-election')
  const holder = () => (lease()?.spec as { holderIdentity?: string } | undefined)?.holderIdentity
  await manager.start()
  await settle()
  assert.deepEqual(runs, ['a'])
  assert.equal(holder(), 'me')
  await manager.stop()
  assert.equal(holder(), '')
})

test('a manager counts what it does', async t => {
  const metrics = await createMetrics()
  const { manager, cluster } = manage(t, [thing('a')], done, { manager: { metrics } })
  await manager.start()
  await settle()
  const { body } = await metrics.text()
  assert.match(body, /gotk_reconcile_duration_seconds_count\{kind="Thing",namespace="ns",name="a"\} 1/)
  assert.match(body, /controller_runtime_reconcile_total\{controller="thing",result="requeue_after"\} 1/)
  await cluster.delete(Thing, 'ns', 'a')
  await settle()
  assert.doesNotMatch((await metrics.text()).body, /name="a"/)
})

test('a manager that stops ends runs by their signal', async t => {
  const { manager } = manage(
    t,
    [thing('a')],
    async (_, run) => {
      await new Promise((_, reject) => run.signal.addEventListener('abort', () => reject(run.signal.reason)))
      return ready('Done', 'never')
    },
    {
      manager: {
        clock: {
          now: () => Date.now(),
          after: (ms, callback) => {
            const timer = setTimeout(callback, ms)
            return () => clearTimeout(timer)
          },
        },
      },
    },
  )
  await manager.start()
  await settle()
  await manager.stop()
})

test('a manager counts adding the finalizer as a try of a new object', async t => {
  const fails = async () => {
    throw new Error('not today')
  }
  const definition = { finalizer: 'x.dev/finalizer' }
  const { clock, runs, manager } = manage(t, [thing('a')], fails, { definition })
  await manager.start()
  await settle()
  await clock.advance(800)
  await settle()
  assert.deepEqual(runs, ['a'])
  await clock.advance(800)
  await settle()
  assert.deepEqual(runs, ['a', 'a'])
})
