import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '@sluice/testing'
import type { EventFacts } from './events.ts'
import { silentLog } from './log.ts'
import { Notifier } from './notifier.ts'

const facts: EventFacts = {
  object: {
    apiVersion: 'x.dev/v1',
    kind: 'Thing',
    metadata: { name: 't', namespace: 'ns', uid: 'u', resourceVersion: '7' },
  },
  severity: 'info',
  reason: 'Done',
  message: 'all is well',
  metadata: { 'x.dev/revision': 'r1' },
  controller: 'thing-controller',
}

function posting(...codes: readonly (number | Error)[]) {
  const bodies: unknown[] = []
  const answers = [...codes]
  const clock = new FakeClock()
  const post = async (_address: unknown, init?: RequestInit) => {
    bodies.push(JSON.parse(String(init?.body)))
    const answer = answers.shift() ?? 202
    if (answer instanceof Error) throw answer
    return new Response(null, { status: answer })
  }
  const options = {
    address: 'http://events/',
    instance: 'pod-1',
    clock,
    log: silentLog,
    fetch: post as typeof fetch,
  }
  return { notifier: new Notifier(options), bodies, clock }
}

test('Notifier posts an event in the form that the notification address expects', async () => {
  const { notifier, bodies } = posting()
  notifier.emit(facts)
  await notifier.flush()
  assert.deepEqual(bodies, [
    {
      involvedObject: {
        apiVersion: 'x.dev/v1',
        kind: 'Thing',
        name: 't',
        namespace: 'ns',
        uid: 'u',
        resourceVersion: '7',
      },
      severity: 'info',
      timestamp: '2026-01-01T00:00:00.000Z',
      message: 'all is well',
      reason: 'Done',
      metadata: { 'x.dev/revision': 'r1' },
      reportingController: 'thing-controller',
      reportingInstance: 'pod-1',
    },
  ])
})

test('Notifier keeps trace events to the cluster', async () => {
  const { notifier, bodies } = posting()
  notifier.emit({ ...facts, severity: 'trace' })
  await notifier.flush()
  assert.deepEqual(bodies, [])
})

for (const { what, codes, posts } of [
  { what: 'takes a refusal as duplicate for an answer', codes: [429], posts: 1 },
  { what: 'does not repeat what the address finds wrong', codes: [400], posts: 1 },
  { what: 'repeats when the address fails', codes: [500, 503, 202], posts: 3 },
  { what: 'repeats when it cannot connect', codes: [new TypeError('fetch failed'), 202], posts: 2 },
  { what: 'gives up after four tries', codes: [500, 500, 500, 500, 500], posts: 4 },
]) {
  test(`Notifier ${what}`, async () => {
    const { notifier, bodies, clock } = posting(...codes)
    notifier.emit(facts)
    await clock.advance(60_000)
    await notifier.flush()
    assert.equal(bodies.length, posts)
  })
}
