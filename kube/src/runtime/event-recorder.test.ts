import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock, MemoryCluster, refusal } from '@sluice/testing'
import { Kind, type KubeObject } from '../meta/index.ts'
import { EventRecorder } from './event-recorder.ts'
import type { EventFacts } from './events.ts'
import { silentLog } from './log.ts'

const Event = new Kind({ group: '', version: 'v1', kind: 'Event', plural: 'events', namespaced: true })

function event(message: string, changes: Partial<EventFacts> = {}): EventFacts {
  const metadata = { name: 't', namespace: 'ns', uid: 'u', resourceVersion: '7' }
  const object = { apiVersion: 'x.dev/v1', kind: 'Thing', metadata }
  return {
    object,
    severity: 'info',
    reason: 'Done',
    message,
    metadata: {},
    controller: 'thing-controller',
    ...changes,
  }
}

function recording() {
  const cluster = new MemoryCluster()
  const clock = new FakeClock()
  const recorder = new EventRecorder({ client: cluster, clock, log: silentLog })
  const written = async () => {
    await recorder.flush()
    return (await cluster.list(Event)).items as unknown as (KubeObject & Record<string, unknown>)[]
  }
  return { cluster, clock, recorder, written }
}

test('EventRecorder writes an event as Kubernetes knows it', async () => {
  const { recorder, written } = recording()
  recorder.emit(event('no way', { severity: 'error', metadata: { 'x.dev/revision': 'r1' } }))
  const [found] = await written()
  assert.ok(found)
  const { metadata, ...rest } = found
  assert.match(metadata.name, /^t\.[0-9a-f]+$/)
  assert.deepEqual(metadata.annotations, { 'x.dev/revision': 'r1' })
  assert.deepEqual(rest, {
    apiVersion: 'v1',
    kind: 'Event',
    involvedObject: {
      apiVersion: 'x.dev/v1',
      kind: 'Thing',
      name: 't',
      namespace: 'ns',
      uid: 'u',
      resourceVersion: '7',
    },
    type: 'Warning',
    reason: 'Done',
    message: 'no way',
    source: { component: 'thing-controller' },
    firstTimestamp: '2026-01-01T00:00:00Z',
    lastTimestamp: '2026-01-01T00:00:00Z',
    count: 1,
    reportingComponent: 'thing-controller',
    reportingInstance: '',
  })
})

test('EventRecorder counts a repeated event up in the one there is, which keeps its annotations', async () => {
  const { recorder, clock, written } = recording()
  recorder.emit(event('again', { metadata: { 'x.dev/revision': 'r1' } }))
  await clock.advance(60_000)
  recorder.emit(event('again', { metadata: { 'x.dev/revision': 'r2' } }))
  const found = await written()
  assert.equal(found.length, 1)
  assert.equal(found[0]?.['count'], 2)
  assert.equal(found[0]?.['firstTimestamp'], '2026-01-01T00:00:00Z')
  assert.equal(found[0]?.['lastTimestamp'], '2026-01-01T00:01:00Z')
  assert.deepEqual(found[0]?.metadata.annotations, { 'x.dev/revision': 'r1' })
})

test('EventRecorder writes anew what was repeated after it was cleared away', async () => {
  const { cluster, recorder, written } = recording()
  recorder.emit(event('again'))
  await written()
  await cluster.deleteCollection(Event, {})
  recorder.emit(event('again'))
  assert.equal((await written())[0]?.['count'], 1)
})

test('EventRecorder merges many texts of one reason into a single event', async () => {
  const { recorder, written } = recording()
  for (let i = 0; i < 12; i++) recorder.emit(event(`text ${i}`))
  const found = await written()
  assert.equal(found.length, 10)
  const combined = found.find(entry =>
    String(entry['message']).startsWith('(combined from similar events): '),
  )
  assert.equal(combined?.['count'], 3)
  assert.equal(combined?.['message'], '(combined from similar events): text 11')
})

test('EventRecorder lets an object have 25 events at once, and one more every five minutes', async () => {
  const { recorder, clock, written } = recording()
  for (let i = 0; i < 30; i++) recorder.emit(event('same'))
  assert.equal((await written())[0]?.['count'], 25)
  await clock.advance(300_000)
  recorder.emit(event('same'))
  recorder.emit(event('same'))
  assert.equal((await written())[0]?.['count'], 26)
})

test('EventRecorder goes on after a write that was refused', async () => {
  const refused = [true, false]
  const cluster = new MemoryCluster({
    refuse: ({ verb }) => (verb === 'create' && refused.shift() ? refusal.forbidden('no') : undefined),
  })
  const recorder = new EventRecorder({ client: cluster, clock: new FakeClock(), log: silentLog })
  recorder.emit(event('first'))
  recorder.emit(event('second'))
  await recorder.flush()
  assert.deepEqual(
    (await cluster.list(Event)).items.map(item => (item as unknown as { message: string }).message),
    ['second'],
  )
})

test('EventRecorder tries again while the server cannot be reached', async () => {
  const failures = [new Error('connect ECONNREFUSED'), new Error('connect ECONNREFUSED')]
  class Absent extends MemoryCluster {
    override create(object: KubeObject): Promise<KubeObject> {
      const failure = failures.shift()
      return failure ? Promise.reject(failure) : super.create(object)
    }
  }
  const cluster = new Absent()
  const clock = new FakeClock()
  const recorder = new EventRecorder({ client: cluster, clock, log: silentLog })
  recorder.emit(event('late'))
  await clock.advance(60_000)
  assert.equal((await cluster.list(Event)).items.length, 1)
})
