import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Policy } from './definition.ts'
import { ready } from './definition.ts'
import { Failed, Stalled, Waiting } from './errors.ts'
import { reconcileOnce } from './reconcile-once.ts'
import { clock, done, reconciler, type Thing, thing, told } from './thing.test-kit.ts'

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
  { observes: 'never', observed: -1 },
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

test('a kind whose status has no observed generation is not given one', async () => {
  const fine = reconciler(async () => ready('Succeeded', 'done'), { policy: { observes: 'never' } })
  const once = await reconcileOnce(fine, thing(), { clock })
  assert.deepEqual([once.condition('Ready')?.observedGeneration, once.status.observedGeneration], [2, -1])
})

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
  assert.deepEqual(told(events), ['info Done: Reconciliation finished in 1µs, next run in 1m0s'])
  assert.deepEqual(events[0]?.metadata, { 'x.dev/commit_status': 'update' })
})
