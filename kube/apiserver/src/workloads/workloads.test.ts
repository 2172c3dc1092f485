import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withCondition } from './conditions.ts'
import { scriptOf } from './kubelet/script.ts'
import { availableIn, countPods } from './pod-state.ts'
import { templateHash } from './template-hash.ts'

const annotated = (annotations: Record<string, string>) => ({
  metadata: {
    annotations: Object.fromEntries(
      Object.entries(annotations).map(([name, value]) => [`sandbox.sluice.dev/${name}`, value]),
    ),
  },
})

test('without annotations a Pod fares well, soon', () => {
  assert.deepEqual(scriptOf({ metadata: {} }), {
    failure: undefined,
    readyAfter: 20,
    runFor: 50,
    exitCode: 0,
    logs: '',
  })
})

test('annotations say how a Pod fares; what they do not know is passed over', () => {
  const script = scriptOf(annotated({ fail: 'OOMKilled', 'ready-after': '1m5s', 'exit-code': '3' }))
  assert.deepEqual([script.failure, script.readyAfter, script.exitCode], ['OOMKilled', 65_000, 3])
  const odd = scriptOf(annotated({ fail: 'Meteorite', 'ready-after': 'soon', 'exit-code': 'x' }))
  assert.deepEqual([odd.failure, odd.readyAfter, odd.exitCode], [undefined, 20, 0])
})

test('the hash of a template does not depend on the order of its fields, and on everything else', () => {
  const one = templateHash({ spec: { a: 1, b: 2 }, metadata: {} })
  assert.equal(one, templateHash({ metadata: {}, spec: { b: 2, a: 1 } }))
  assert.notEqual(one, templateHash({ metadata: {}, spec: { b: 2, a: 2 } }))
  assert.match(one, /^[bcdfghjklmnpqrstvwxz2456789]+$/)
})

test('a condition remembers when its status last turned', () => {
  const first = withCondition({}, { type: 'Ready', status: 'False' }, 't1')
  const reworded = withCondition(
    { conditions: first },
    { type: 'Ready', status: 'False', reason: 'Slow' },
    't2',
  )
  assert.equal(reworded[0]?.['lastTransitionTime'], 't1')
  const turned = withCondition({ conditions: reworded }, { type: 'Ready', status: 'True' }, 't3')
  assert.deepEqual(turned, [{ type: 'Ready', status: 'True', lastTransitionTime: 't3' }])
  assert.deepEqual(withCondition({ conditions: turned }, { type: 'Ready', status: 'True' }, 't4'), turned)
})

const ready = (since: string) => ({
  status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: since }] },
})

test('a ready Pod is available once it has been so for minReadySeconds', () => {
  const now = new Date('2026-01-01T00:00:10Z')
  assert.equal(availableIn(ready('2026-01-01T00:00:08Z'), 5, now), 3000)
  assert.equal(availableIn(ready('2026-01-01T00:00:01Z'), 5, now), 0)
  assert.equal(availableIn({ status: {} }, 0, now), undefined)

  const pods = [ready('2026-01-01T00:00:08Z'), ready('2026-01-01T00:00:01Z'), { status: {} }]
  assert.deepEqual(countPods(pods, 5, now), { total: 3, ready: 2, available: 1, nextAvailable: 3000 })
})
