import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock, MemoryCluster, refusal, settle } from '@sluice/testing'
import { Kind, type KubeObject } from '../meta/index.ts'
import { defineReconciler, type Policy, type ReconcilerDefinition, ready } from './definition.ts'
import { Failed, Stalled, Waiting } from './errors.ts'
import type { EventFacts } from './events.ts'
import { silentLog } from './log.ts'
import { type ReconcileEnvironment, reconcileObject } from './reconcile-object.ts'
import { reconcileOnce } from './reconcile-once.ts'

interface ThingStatus {
  readonly observedGeneration?: number
  readonly lastHandledReconcileAt?: string
  readonly conditions?: readonly unknown[]
  readonly color?: string | undefined
}
type Thing = KubeObject<{ readonly suspend?: boolean }, ThingStatus>
const Thing = new Kind<Thing>({
  group: 'x.dev',
  version: 'v1',
  kind: 'Thing',
  plural: 'things',
  namespaced: true,
})

function thing(changes: { spec?: object; status?: object; metadata?: object } = {}): Thing {
  return {
    apiVersion: 'x.dev/v1',
    kind: 'Thing',
    metadata: {
      name: 't',
      namespace: 'ns',
      uid: 'u',
      generation: 2,
      resourceVersion: '10',
      finalizers: ['f'],
      ...changes.metadata,
    },
    spec: { ...changes.spec },
    status: { observedGeneration: -1, ...changes.status },
  } as Thing
}

type Definition = ReconcilerDefinition<Thing, 'look' | 'fetch'>

function reconciler(
  reconcile: Definition['reconcile'],
  changes: Omit<Partial<Definition>, 'policy'> & { policy?: Partial<Policy<Thing>> } = {},
) {
  const policy: Policy<Thing> = { interval: () => 60_000, observes: 'ready', ...changes.policy }
  return defineReconciler<Thing, 'look' | 'fetch'>({
    kind: Thing,
    controller: 'thing-controller',
    finalizer: 'f',
    stages: {
      look: { failsWith: 'LookFailed' },
      fetch: { doing: 'fetching {what}', failsWith: 'FetchBroke', condition: 'FetchFailed' },
    },
    ...changes,
    policy,
    reconcile,
  })
}

const done = async () => ready('Done', 'all is well')
const clock = new FakeClock()
const told = (events: readonly EventFacts[]) =>
  events.map(({ severity, reason, message }) => `${severity} ${reason}: ${message}`)

test('a success is Ready=True, observed, and written by a single patch', async () => {
  const once = await reconcileOnce(
    reconciler(async (_, run) => {
      await run.stage('fetch', () => undefined)
      await run.record({ color: 'red' })
      return ready('Done', 'all is well')
    }),
    thing(),
    { clock },
  )
  assert.equal(once.writes, 1)
  assert.equal(once.status.color, 'red')
  assert.equal(once.status.observedGeneration, 2)
  assert.deepEqual(once.status.conditions, [
    {
      type: 'Ready',
      status: 'True',
      reason: 'Done',
      message: 'all is well',
      lastTransitionTime: '2026-01-01T00:00:00Z',
      observedGeneration: 2,
    },
  ])
  assert.deepEqual(once.next, { type: 'after', milliseconds: 60_000, jitter: true })
})

test('a success that changes nothing writes nothing', async () => {
  const first = await reconcileOnce(reconciler(done), thing(), { clock })
  assert.ok(first.object)
  const second = await reconcileOnce(reconciler(done), first.object, { clock })
  assert.equal(second.writes, 0)
})

test('a stage that fails gives Ready its reason, keeps the generation unobserved, and tells that it will retry', async () => {
  const failing = reconciler(async (_, run) => {
    run.describe({ what: 'v1' })
    return run.stage('fetch', () => {
      throw new Error('connection refused by https://me:pw@host')
    })
  })
  const once = await reconcileOnce(failing, thing(), { clock })
  assert.equal(once.condition('Ready')?.reason, 'FetchBroke')
  assert.equal(once.condition('Ready')?.message, 'connection refused by https://*****@host')
  assert.equal(once.condition('FetchFailed')?.status, 'True')
  assert.equal(once.condition('Reconciling')?.reason, 'ProgressingWithRetry')
  assert.equal(once.condition('Reconciling')?.message, 'fetching v1')
  assert.equal(once.status.observedGeneration, -1)
  assert.deepEqual(told(once.events), ['error FetchBroke: connection refused by https://*****@host'])
  assert.deepEqual(once.next, { type: 'backoff' })
})

test('a stage that succeeds again removes its condition', async () => {
  const fetchFailed = {
    type: 'FetchFailed',
    status: 'True',
    reason: 'FetchBroke',
    message: 'm',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  }
  const healed = reconciler(async (_, run) => {
    await run.stage('fetch', () => undefined)
    return done()
  })
  const once = await reconcileOnce(healed, thing({ status: { conditions: [fetchFailed] } }), { clock })
  assert.equal(once.condition('FetchFailed'), undefined)
})

test('a failure in a stage without progress sets Ready alone', async () => {
  const failing = reconciler((_, run) =>
    run.stage('look', () => {
      throw new Error('nothing there')
    }),
  )
  const once = await reconcileOnce(failing, thing(), { clock })
  assert.equal(once.condition('Ready')?.reason, 'LookFailed')
  assert.equal(once.condition('Reconciling'), undefined)
})

test('a failure is retried at the time the policy says', async () => {
  const policy = { retryAfter: () => 5000 }
  const failing = reconciler(() => Promise.reject(new Failed('Broken', 'no')), { policy })
  assert.deepEqual((await reconcileOnce(failing, thing(), { clock })).next, {
    type: 'after',
    milliseconds: 5000,
    jitter: false,
  })
  const backingOff = reconciler(() => Promise.reject(new Failed('Broken', 'no', { retry: 'backoff' })), {
    policy,
  })
  assert.deepEqual((await reconcileOnce(backingOff, thing(), { clock })).next, { type: 'backoff' })
})

for (const { observes, observed } of [
  { observes: 'settled', observed: 2 },
  { observes: 'ready', observed: -1 },
] as const) {
  test(`Stalled stops all retries; where '${observes}' counts, the observed generation is ${observed}`, async () => {
    const stalling = reconciler(
      (_, run) =>
        run.stage('fetch', () => {
          throw new Stalled('URLInvalid', 'no such scheme')
        }),
      { policy: { observes } },
    )
    const once = await reconcileOnce(stalling, thing(), { clock })
    assert.equal(once.condition('Stalled')?.reason, 'URLInvalid')
    assert.equal(once.condition('Ready')?.status, 'False')
    assert.equal(once.condition('FetchFailed')?.message, 'no such scheme')
    assert.equal(once.condition('Reconciling'), undefined)
    assert.equal(once.status.observedGeneration, observed)
    assert.deepEqual(once.next, { type: 'settled' })
    assert.deepEqual(told(once.events), ['error URLInvalid: no such scheme'])
  })
}

test('Waiting tells what it is told to, leaves Stalled alone, and comes back when it says', async () => {
  const stalled = {
    type: 'Stalled',
    status: 'True',
    reason: 'Old',
    message: '',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  }
  const waiting = reconciler(() =>
    Promise.reject(
      new Waiting('DependencyNotReady', "dependency 'a' is not ready", {
        after: 30_000,
        event: 'retrying in 30s',
      }),
    ),
  )
  const once = await reconcileOnce(waiting, thing({ status: { conditions: [stalled] } }), { clock })
  assert.equal(once.condition('Ready')?.message, "dependency 'a' is not ready")
  assert.equal(once.condition('Stalled')?.reason, 'Old')
  assert.deepEqual(told(once.events), ['info DependencyNotReady: retrying in 30s'])
  assert.deepEqual(once.next, { type: 'after', milliseconds: 30_000, jitter: false })
})

test('Waiting without an event tells nothing', async () => {
  const waiting = reconciler(() =>
    Promise.reject(new Waiting('ArtifactFailed', 'no source', { event: false })),
  )
  assert.deepEqual((await reconcileOnce(waiting, thing(), { clock })).events, [])
})

test('progress replaces Stalled, and Ready=True only where the policy has a text for it', async () => {
  const conditions = [
    {
      type: 'Stalled',
      status: 'True',
      reason: 'Old',
      message: '',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    },
    {
      type: 'Ready',
      status: 'True',
      reason: 'Done',
      message: 'all is well',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    },
  ]
  const seen: (string | undefined)[] = []
  const looking = (policy: Partial<Policy<Thing>>, drift: boolean) =>
    reconciler(
      async (_, run) => {
        await run.stage('fetch', async () => {
          if (drift) run.progress('new revision', { drift })
          run.announce('seen')
        })
        return done()
      },
      { policy },
    )
  for (const [policy, drift] of [
    [{}, false],
    [{}, true],
    [{ progressingMessage: 'Reconciliation in progress' }, false],
  ] as const) {
    const { events } = await reconcileOnce(looking(policy, drift), thing({ status: { conditions } }), {
      clock,
    })
    seen.push(events[0]?.reason)
  }
  assert.deepEqual(seen, ['Done', 'Progressing', 'Progressing'])
})

test('an event carries the tags of the run with the group before them, and the annotations of the object', async () => {
  const tagging = reconciler(async (_, run) => {
    run.tag({ revision: 'main@sha1:1', originRevision: undefined })
    run.announce('created', { metadata: { digest: 'd' } })
    return done()
  })
  const annotations = { 'event.toolkit.fluxcd.io/team': 'blue', other: 'x' }
  const { events } = await reconcileOnce(tagging, thing({ metadata: { annotations } }), { clock })
  assert.deepEqual(events[0]?.metadata, {
    'x.dev/revision': 'main@sha1:1',
    'x.dev/digest': 'd',
    'event.toolkit.fluxcd.io/team': 'blue',
  })
  assert.equal(events[0]?.reason, 'info')
})

test('a success is announced with its duration and next time where the policy asks for it', async () => {
  const policy = { announcesSuccess: { metadata: { commit_status: 'update' } } }
  const { events } = await reconcileOnce(reconciler(done, { policy }), thing(), { clock })
  assert.deepEqual(told(events), ['info Done: Reconciliation finished in 1ms, next run in 1m0s'])
  assert.deepEqual(events[0]?.metadata, { 'x.dev/commit_status': 'update' })
})

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
