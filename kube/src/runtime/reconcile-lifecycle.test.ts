import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock, MemoryCluster, refusal, settle } from '@sluice/testing'
import { silentLog } from './log.ts'
import { type ReconcileEnvironment, reconcileObject } from './reconcile-object.ts'
import { reconcileOnce } from './reconcile-once.ts'
import { clock, done, reconciler, Thing, type ThingStatus, thing, told } from './thing.test-kit.ts'

test('a request is handled whether the run succeeds, fails or is suspended', async () => {
  const metadata = { annotations: { 'reconcile.fluxcd.io/requestedAt': 'please' } }
  const outcomes = [reconciler(done), reconciler(() => Promise.reject(new Error('no')))]
  for (const outcome of outcomes) {
    assert.equal(
      (await reconcileOnce(outcome, thing({ metadata }), { clock })).status.lastHandledReconcileAt,
      'please',
    )
  }
  const suspended = await reconcileOnce(reconciler(done), thing({ metadata, spec: { suspend: true } }), {
    clock,
  })
  assert.equal(suspended.status.lastHandledReconcileAt, 'please')
  assert.equal(suspended.condition('Ready'), undefined)
})

const readyNow = {
  type: 'Ready',
  status: 'True',
  reason: 'Done',
  message: 'm',
  lastTransitionTime: '2026-01-01T00:00:00Z',
  observedGeneration: 1,
}
const suspensions = [
  {
    does: 'observes the generation of a ready object',
    conditions: [readyNow],
    suspendedObserves: 'ready',
    observed: 2,
    readyAt: 1,
  },
  {
    does: 'restates Ready where it always observes',
    conditions: [readyNow],
    suspendedObserves: 'always',
    observed: 2,
    readyAt: 2,
  },
  {
    does: 'leaves a failed object unobserved',
    conditions: [{ ...readyNow, status: 'False' }],
    suspendedObserves: 'ready',
    observed: -1,
    readyAt: 1,
  },
  {
    does: 'leaves an object that never ran as it is',
    conditions: [],
    suspendedObserves: 'always',
    observed: -1,
    readyAt: undefined,
  },
] as const
for (const { does, conditions, suspendedObserves, observed, readyAt } of suspensions) {
  test(`suspend ${does}`, async () => {
    const never = reconciler(() => Promise.reject(new Error('ran')), { policy: { suspendedObserves } })
    const once = await reconcileOnce(never, thing({ spec: { suspend: true }, status: { conditions } }), {
      clock,
    })
    assert.equal(once.status.observedGeneration, observed)
    assert.equal(once.condition('Ready')?.observedGeneration, readyAt)
    assert.deepEqual(once.next, { type: 'settled' })
  })
}

test('an object without finalizer gets it before anything else', async () => {
  let finalizers: readonly string[] | undefined
  const looking = reconciler(async object => {
    finalizers = object.metadata.finalizers
    return done()
  })
  const once = await reconcileOnce(looking, thing({ metadata: { finalizers: undefined } }), { clock })
  assert.deepEqual(finalizers, ['f'])
  assert.deepEqual(once.object?.metadata.finalizers, ['f'])
})

test('a deleted object is finalized once and then let go', async () => {
  const metadata = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['other', 'f'] }
  let finalized = 0
  const finalizing = reconciler(done, { finalize: async () => void finalized++ })
  const once = await reconcileOnce(finalizing, thing({ metadata }), { clock })
  assert.equal(finalized, 1)
  assert.deepEqual(once.object?.metadata.finalizers, ['other'])
})

test('a finalizer that fails keeps the object, tells why, and leaves the conditions', async () => {
  const metadata = { deletionTimestamp: '2026-01-01T00:00:00Z' }
  const failing = reconciler(done, {
    finalize: async (_, run) => {
      await run.stage('fetch', () => Promise.reject(new Error('cannot delete')))
    },
  })
  const once = await reconcileOnce(failing, thing({ metadata, status: { conditions: [readyNow] } }), {
    clock,
  })
  assert.deepEqual(once.object?.metadata.finalizers, ['f'])
  assert.deepEqual(once.status.conditions, [readyNow])
  assert.deepEqual(told(once.events), ['error Done: cannot delete'])
})

function storedStatus(cluster: MemoryCluster): ThingStatus {
  return (cluster.peek('Thing', 'ns', 't')?.status ?? {}) as ThingStatus
}

function environment(
  cluster: MemoryCluster,
  ticking: FakeClock,
  used: ReturnType<typeof reconciler>,
): ReconcileEnvironment<Thing> {
  return {
    reconciler: used,
    client: cluster,
    clock: ticking,
    log: silentLog,
    events: { emit: () => {}, flush: () => Promise.resolve() },
    signal: new AbortController().signal,
    progressDelay: 200,
    observe: () => {},
  }
}

test('progress is written when a stage lasts', async () => {
  const cluster = new MemoryCluster({ kinds: [Thing] })
  const object = cluster.seed(thing()) as unknown as Thing
  const ticking = new FakeClock()
  let goOn = () => {}
  const slow = reconciler(async (_, run) => {
    run.describe({ what: 'v1' })
    await run.stage('fetch', () => new Promise<void>(resolve => (goOn = resolve)))
    return done()
  })
  const running = reconcileObject(environment(cluster, ticking, slow), object)
  await ticking.advance(199)
  assert.equal(storedStatus(cluster).conditions, undefined)
  await ticking.advance(1)
  const { conditions } = storedStatus(cluster)
  assert.deepEqual(
    conditions?.map(c => `${(c as { type: string }).type} ${(c as { message: string }).message}`),
    ['Reconciling fetching v1', 'Ready fetching v1'],
  )
  goOn()
  await running
  await settle()
  assert.equal(cluster.requests.filter(request => request.subresource === 'status').length, 2)
})

test('a status write that meets a newer object keeps what others wrote', async () => {
  const cluster = new MemoryCluster({ kinds: [Thing] })
  const object = cluster.seed(thing()) as unknown as Thing
  const theirs = { ...readyNow, type: 'Theirs' }
  await cluster.patch(
    Thing,
    'ns',
    't',
    { type: 'merge', body: { status: { conditions: [theirs] } } },
    { subresource: 'status' },
  )
  await reconcileObject(environment(cluster, new FakeClock(), reconciler(done)), object)
  const { conditions } = storedStatus(cluster)
  assert.deepEqual(
    conditions?.map(c => (c as { type: string }).type),
    ['Ready', 'Theirs'],
  )
})

test('a status write of an object that is gone is no error; one that is refused is', async () => {
  const gone = new MemoryCluster({ kinds: [Thing] })
  await reconcileObject(environment(gone, new FakeClock(), reconciler(done)), thing())
  const refusing = new MemoryCluster({ kinds: [Thing], refuse: () => refusal.forbidden('no') })
  await assert.rejects(
    reconcileObject(environment(refusing, new FakeClock(), reconciler(done)), thing()),
    /no/,
  )
})

test('run.save() stores what was recorded before the work goes on', async () => {
  const cluster = new MemoryCluster({ kinds: [Thing] })
  const object = cluster.seed(thing()) as unknown as Thing
  let stored: string | undefined
  const saving = reconciler(async (_, run) => {
    await run.record({ color: 'red' })
    await run.save()
    stored = storedStatus(cluster).color
    await run.record({ color: undefined })
    return done()
  })
  await reconcileObject(environment(cluster, new FakeClock(), saving), object)
  assert.equal(stored, 'red')
  assert.equal(storedStatus(cluster).color, undefined)
})

test('a static object loses what it has of finalizer and status, and is left alone from then on', async () => {
  const finalized: string[] = []
  const staticThings = reconciler(
    () => {
      throw new Error('is not to be reconciled')
    },
    { isStatic: () => true, finalize: async ({ metadata }) => void finalized.push(metadata.name) },
  )
  const conditions = [{ type: 'Ready', status: 'True', reason: 'Done', message: '', lastTransitionTime: '' }]
  const once = await reconcileOnce(staticThings, thing({ status: { color: 'red', conditions } }), { clock })
  assert.deepEqual(finalized, ['t'])
  assert.deepEqual(once.object?.metadata.finalizers, [])
  assert.deepEqual(once.status, {})
  assert.ok(once.object)
  const again = await reconcileOnce(staticThings, once.object, { clock })
  assert.equal(again.writes, 0)
  assert.deepEqual(again.next, { type: 'settled' })
})
