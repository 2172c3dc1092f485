import type { FlowEvent } from '@sluice/base/flow'
import { type Clock, sleep } from './clock.ts'
import { type EventFacts, type EventSink, flowEventOf } from './events.ts'
import type { Log } from './log.ts'

/** Where events are posted. */
export interface NotifierOptions {
  readonly address: string
  /** The pod's host name. */
  readonly instance: string
  readonly clock: Clock
  readonly log: Log
  /** Default: the platform's. */
  readonly fetch?: typeof fetch
}

const timeout = 5000
const attempts = 4
const pendingLimit = 1000
const parallel = 4

/** Posts events to the notification address in the background; what cannot be delivered is logged and dropped. */
export class Notifier implements EventSink {
  readonly #options: NotifierOptions
  readonly #waiting: FlowEvent[] = []
  readonly #running = new Set<Promise<void>>()

  constructor(options: NotifierOptions) {
    this.#options = options
  }

  emit(event: EventFacts): void {
    if (event.severity === 'trace') return
    if (this.#waiting.length >= pendingLimit) {
      this.#options.log.error('event dropped', new Error('too many events wait for the notification address'))
      return
    }
    this.#waiting.push(flowEventOf(event, this.#options.instance, this.#options.clock))
    if (this.#running.size < parallel) this.#startWorker()
  }

  async flush(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  #startWorker(): void {
    const worker = this.#work().finally(() => this.#running.delete(worker))
    this.#running.add(worker)
  }

  async #work(): Promise<void> {
    for (let event = this.#waiting.shift(); event; event = this.#waiting.shift()) {
      try {
        await this.#deliver(event)
      } catch (error) {
        this.#options.log.error('cannot post an event', error, { reason: event.reason })
      }
    }
  }

  async #deliver(event: FlowEvent): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const failure = await this.#post(JSON.stringify(event))
      if (!failure) return
      if (!failure.retry || attempt === attempts) throw failure.error
      await sleep(this.#options.clock, 250 * 2 ** attempt)
    }
  }

  /** Undefined: accepted, or refused as a duplicate. */
  async #post(body: string): Promise<{ readonly error: unknown; readonly retry: boolean } | undefined> {
    const post = this.#options.fetch ?? fetch
    try {
      const headers = { 'content-type': 'application/json' }
      const response = await post(this.#options.address, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(timeout),
      })
      await response.body?.cancel()
      if (response.ok || response.status === 429) return undefined
      return {
        error: new Error(`the notification address answered ${response.status}`),
        retry: response.status >= 500,
      }
    } catch (error) {
      return { error, retry: true }
    }
  }
}
