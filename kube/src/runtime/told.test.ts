import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Told } from './definition.ts'
import { Stalled, Waiting } from './errors.ts'
import { reconcileOnce } from './reconcile-once.ts'
import { reconciler, thing } from './thing.test-kit.ts'

const settled: Told = { type: 'told', progress: 'done', next: 'interval', observed: true }

const endings: readonly {
  readonly of: string
  readonly told: Told
  readonly conditions: readonly string[]
  readonly next: object
  readonly observed: number
}[] = [
  {
    of: 'that settled',
    told: settled,
    conditions: ['Ready=False Mixed: half of it'],
    next: { type: 'after', milliseconds: 60_000, jitter: true },
    observed: 2,
  },
  {
    of: 'that goes on at a time of its own',
    told: { ...settled, progress: { message: 'again soon' }, next: { milliseconds: 5 } },
    conditions: ['Reconciling=True ProgressingWithRetry: again soon', 'Ready=False Mixed: half of it'],
    next: { type: 'after', milliseconds: 5, jitter: false },
    observed: 2,
  },
  {
    of: 'that could not begin',
    told: { ...settled, progress: 'kept', next: 'backoff', observed: false },
    conditions: ['Reconciling=True Progressing: working', 'Ready=False Mixed: half of it'],
    next: { type: 'backoff' },
    observed: -1,
  },
  {
    of: 'that is stuck',
    told: { ...settled, stalled: { reason: 'Stuck', message: 'no more' } },
    conditions: ['Stalled=True Stuck: no more', 'Ready=False Mixed: half of it'],
    next: { type: 'settled' },
    observed: 2,
  },
]
for (const { of, told, conditions, next, observed } of endings) {
  test(`a run ${of} says so itself, without an event`, async () => {
    const kind = reconciler(async (_, run) => {
      run.progress('working')
      run.assess('False', 'Mixed', 'half of it')
      return told
    })
    const done = await reconcileOnce(kind, thing())
    const shown = done.object?.status?.conditions as readonly Record<string, string>[]
    assert.deepEqual(
      shown.map(({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`),
      conditions,
    )
    assert.deepEqual(done.next, next)
    assert.equal(done.status.observedGeneration, observed)
    assert.deepEqual(done.events, [])
  })
}

test('a finalizer that tells keeps the object, and its status is written', async () => {
  const kind = reconciler(async () => settled, {
    finalize: async (_, run) => {
      run.assess('False', 'Held', 'something is left')
      return { ...settled, next: 'backoff' }
    },
  })
  const going = thing({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } })
  const done = await reconcileOnce(kind, going)
  assert.equal(done.condition('Ready')?.message, 'something is left')
  assert.deepEqual(done.object?.metadata.finalizers, ['f'])
  assert.deepEqual(done.next, { type: 'backoff' })
})

test('keepsProgress leaves Reconciling as it was when a run waits', async () => {
  const wait = () => Promise.reject(new Waiting('NotYet', 'not yet', { event: false }))
  const policy = { keepsProgress: true, starting: () => 'beginning' }
  const done = await reconcileOnce(reconciler(wait, { policy }), thing())
  assert.equal(done.condition('Reconciling')?.reason, 'Progressing')
})

test('a stall may be told in other words than its condition', async () => {
  const stall = () => Promise.reject(new Stalled('Bad', 'terminally: why', { event: 'why' }))
  const done = await reconcileOnce(reconciler(stall), thing())
  assert.equal(done.condition('Stalled')?.message, 'terminally: why')
  assert.deepEqual(
    done.events.map(({ message }) => message),
    ['why'],
  )
})
