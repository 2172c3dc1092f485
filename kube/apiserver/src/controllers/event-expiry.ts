/** Events are news: they go an hour after they were last seen. @module */
import type { JsonObject } from '@sluice/base/json'
import type { Services } from '../server/services.ts'
import { VersionConflict } from '../storage/index.ts'
import { metaOf, objectAt, stringAt } from '../verbs/object.ts'

const lifetime = 60 * 60_000
const sweepInterval = 60_000

export function startEventExpiry(services: Services): () => Promise<void> {
  const timer = setInterval(() => {
    removeExpired(services).catch((error: unknown) => services.log(`cannot remove old events: ${error}`))
  }, sweepInterval)
  timer.unref()
  return async () => clearInterval(timer)
}

/** Removes the events that nobody has seen for an hour. */
export async function removeExpired(services: Pick<Services, 'store' | 'now' | 'log'>): Promise<void> {
  const limit = services.now().getTime() - lifetime
  const expired = services.store.list('events').filter(({ object }) => lastSeen(object) < limit)
  for (const event of expired) {
    try {
      await services.store.delete('events', event).durable
    } catch (error) {
      // Seen again just now: then it stays.
      if (!(error instanceof VersionConflict)) throw error
    }
  }
}

function lastSeen(event: JsonObject): number {
  const times = [
    stringAt(metaOf(event), 'creationTimestamp'),
    stringAt(event, 'lastTimestamp'),
    stringAt(event, 'eventTime'),
    stringAt(objectAt(event, 'series'), 'lastObservedTime'),
  ]
  return Math.max(...times.map(time => Date.parse(time)).filter(time => !Number.isNaN(time)))
}
