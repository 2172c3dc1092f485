import { isNotFound, type KubeClient, KubeError } from '../client/index.ts'
import { Kind, type KubeObject } from '../meta/index.ts'
import { type Clock, formatTime, sleep } from './clock.ts'
import { EventCorrelator, remember } from './event-correlator.ts'
import type { EventFacts, EventSink } from './events.ts'
import type { Log } from './log.ts'

const EventKind = new Kind({ group: '', version: 'v1', kind: 'Event', plural: 'events', namespaced: true })
const pendingLimit = 2000
const attempts = 8

/** What a recorder writes with. */
export interface EventRecorderOptions {
  readonly client: KubeClient
  readonly clock: Clock
  readonly log: Log
}

interface Recorded {
  readonly namespace: string
  readonly name: string
  readonly count: number
  readonly firstTimestamp: string
}

/** Writes Event objects in the background; a repeated event counts up in the one there is. */
export class EventRecorder implements EventSink {
  readonly #options: EventRecorderOptions
  readonly #correlator = new EventCorrelator()
  readonly #recorded = new Map<string, Recorded>()
  readonly #chains = new Map<string, Promise<void>>()
  #pending = 0
  #serial = 0

  constructor(options: EventRecorderOptions) {
    this.#options = options
  }

  emit(event: EventFacts): void {
    const { metadata, kind, apiVersion } = event.object
    const source = [event.controller, apiVersion, kind, metadata.namespace, metadata.name, metadata.uid].join(
      '\n',
    )
    const group = [source, typeOf(event), event.reason].join('\n')
    const correlation = this.#correlator.correlate(
      { source, group, message: event.message },
      this.#options.clock.now(),
    )
    if (correlation.type === 'drop' || this.#pending >= pendingLimit) return
    this.#pending++
    // Events of one object are written one after the other, so that counts and order are right.
    const chain = (this.#chains.get(source) ?? Promise.resolve())
      .then(() => this.#writeInTime(event, correlation.key, correlation.message))
      .catch(error => this.#options.log.error('cannot write an event', error, { reason: event.reason }))
      .finally(() => {
        this.#pending--
        if (this.#chains.get(source) === chain) this.#chains.delete(source)
      })
    this.#chains.set(source, chain)
  }

  async flush(): Promise<void> {
    while (this.#chains.size > 0) await Promise.all(this.#chains.values())
  }

  /** Tries again while the server cannot be reached: events of a restart are the ones to read afterwards. */
  async #writeInTime(event: EventFacts, key: string, message: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#write(event, key, message)
      } catch (error) {
        if (error instanceof KubeError || attempt === attempts) throw error
        await sleep(this.#options.clock, 250 * 2 ** attempt)
      }
    }
  }

  async #write(event: EventFacts, key: string, message: string): Promise<void> {
    const known = this.#recorded.get(key)
    const recorded = (known && (await this.#countUp(known, message))) || (await this.#create(event, message))
    remember(this.#recorded, key, recorded)
  }

  /** Undefined: the event is gone, as events are after an hour. */
  async #countUp(known: Recorded, message: string): Promise<Recorded | undefined> {
    const { client, clock } = this.#options
    const count = known.count + 1
    const body = { count, lastTimestamp: formatTime(clock.now()), message }
    try {
      await client.patch(
        EventKind,
        known.namespace,
        known.name,
        { type: 'merge', body },
        { metadataOnly: true },
      )
      return { ...known, count }
    } catch (error) {
      if (isNotFound(error)) return undefined
      throw error
    }
  }

  async #create(event: EventFacts, message: string): Promise<Recorded> {
    const { client, clock } = this.#options
    const now = clock.now()
    const { metadata, apiVersion, kind } = event.object
    const namespace = metadata.namespace || 'default'
    const unique = (BigInt(Math.trunc(now)) * 1_000_000n + BigInt(this.#serial++ % 1_000_000)).toString(16)
    const name = `${metadata.name}.${unique}`
    const firstTimestamp = formatTime(now)
    const { uid, resourceVersion } = metadata
    const object = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name,
        namespace,
        ...(Object.keys(event.metadata).length > 0 ? { annotations: event.metadata } : {}),
      },
      involvedObject: {
        apiVersion,
        kind,
        name: metadata.name,
        namespace: metadata.namespace,
        uid,
        resourceVersion,
      },
      type: typeOf(event),
      reason: event.reason,
      message,
      source: { component: event.controller },
      firstTimestamp,
      lastTimestamp: firstTimestamp,
      count: 1,
      reportingComponent: event.controller,
      reportingInstance: '',
    }
    const options = { fieldManager: event.controller, metadataOnly: true }
    await client.create(object as unknown as KubeObject, options)
    return { namespace, name, count: 1, firstTimestamp }
  }
}

function typeOf({ severity }: EventFacts): 'Normal' | 'Warning' {
  return severity === 'error' ? 'Warning' : 'Normal'
}
