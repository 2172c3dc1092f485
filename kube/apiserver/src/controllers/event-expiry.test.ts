import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Store } from '../storage/index.ts'
import { removeExpired } from './event-expiry.ts'

test('removeExpired() takes events an hour after they were last seen', async () => {
  const store = new Store()
  const add = (name: string, more: object) =>
    store.put(
      'events',
      { metadata: { name, namespace: 'ns', creationTimestamp: '2026-01-01T00:00:00Z' }, ...more },
      undefined,
    )
  add('old', {})
  add('seen-again', { lastTimestamp: '2026-01-01T00:50:00Z' })
  add('in-series', { series: { lastObservedTime: '2026-01-01T00:30:00.000000Z' } })

  await removeExpired({ store, now: () => new Date('2026-01-01T01:10:00Z'), log: assert.fail })

  assert.deepEqual(
    store.list('events').map(event => event.name),
    ['in-series', 'seen-again'],
  )
})
