import type { JsonObject } from '@sluice/base/json'
import type { Answer } from '../http/answer.ts'
import type { HttpResponse } from '../http/exchange.ts'
import { fromStorage, type ResourceType } from '../kinds/index.ts'
import { ApiError, expired } from '../status/index.ts'
import type { Change, Stored } from '../storage/index.ts'
import { partialMetadata } from '../table/partial.ts'
import { requireIncludeObject, tableRowEvent } from '../table/table.ts'
import type { ApiRequest } from './api-request.ts'
import { type ListOptions, parseVersion, readListOptions, tooLargeVersion } from './list-options.ts'
import { readSelection, type Selection } from './selection.ts'
import { prepareStart, whenPrepared } from './watch-conversion.ts'
import { type EventType, eventFrame, storedFrame, watchMediaType } from './watch-frames.ts'

const bookmarkInterval = 60_000
/** So long before its end a watch tells where to go on from. */
const lastBookmark = 2_000
/** Kubernetes ends watches after 30 to 60 minutes. */
const longestWatch = 60 * 60_000
/** A watcher that is behind by more changes than this is cut off: it comes back, or lists again. */
const backlogLimit = 4_000
/** What is sent of the initial events at once. */
const batchSize = 64 * 1024

/** Streams changes of one kind, an event a line or a frame. */
export function watchObjects(request: ApiRequest): Answer {
  const options = readListOptions(request.info.query, true)
  if (request.representation.as === 'Table') {
    requireIncludeObject(request.info.query.get('includeObject') ?? '')
  }
  const selection = readSelection(request.type, request.info.query)
  const since = parseVersion(options.resourceVersion, 'internal')
  return { type: 'stream', run: response => new Watch(request, options, selection, since).run(response) }
}

/**
 * One watch. A client that reads slower than things change costs no bytes: what it has not heard of is kept as
 * references to what is stored anyway, and written once it has read what went before.
 */
class Watch {
  readonly #request: ApiRequest
  readonly #options: ListOptions
  readonly #selection: Selection
  readonly #since: number | undefined
  #response: HttpResponse | undefined
  #finish: (() => void) | undefined
  /** Changes up to this version are told, or are waiting. */
  #told = 0
  #isFirst = true
  #isBlocked = false
  /** What existed when the watch began and was not told yet, last first. */
  #initial: Stored[] = []
  #endsInitial = false
  #backlog: Change[] = []

  constructor(request: ApiRequest, options: ListOptions, selection: Selection, since: number | undefined) {
    this.#request = request
    this.#options = options
    this.#selection = selection
    this.#since = since
  }

  async run(response: HttpResponse): Promise<void> {
    this.#response = response
    const { store } = this.#request.services
    const { storageKey } = this.#request.type
    const contentType = watchMediaType(this.#request.representation)
    response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-cache, private' })
    response.flushHeaders()
    const over = new Promise<void>(resolve => (this.#finish = resolve))
    response.onClose(() => this.#finish?.())
    try {
      await prepareStart(this.#request, this.#since)
    } catch (error) {
      this.#fail(error)
      return response.end()
    }
    if (!this.#start()) return response.end()
    const tell = whenPrepared(
      this.#request,
      change => this.#tell(change),
      error => this.#fail(error),
    )
    const stopListening = store.listen(storageKey, tell)
    const stopFollowing = this.#request.services.registry.onChange(() => this.#endIfGone())
    const timers = this.#timers()
    await over
    stopListening()
    stopFollowing()
    for (const timer of timers) clearTimeout(timer)
    this.#backlog = []
    this.#initial = []
    if (!response.destroyed) response.end()
  }

  #timers(): NodeJS.Timeout[] {
    const seconds = this.#options.timeoutSeconds
    const end = seconds ? Math.min(seconds * 1000, longestWatch) : longestWatch
    const timers = [setTimeout(() => this.#end(), end)]
    if (this.#options.allowBookmarks) {
      timers.push(setInterval(() => this.#bookmark(), bookmarkInterval))
      if (end > lastBookmark) timers.push(setTimeout(() => this.#bookmark(), end - lastBookmark))
    }
    for (const timer of timers) timer.unref()
    return timers
  }

  /** Tells what was there or has happened already; false where that is forgotten. */
  #start(): boolean {
    const { store } = this.#request.services
    const collection = store.collection(this.#request.type.storageKey)
    this.#told = store.version
    if (this.#options.sendInitialEvents) {
      if (this.#since !== undefined && this.#since > store.version) {
        this.#fail(tooLargeVersion(this.#options.resourceVersion, store.version))
        return false
      }
      this.#initial = collection.list(this.#namespace, this.#selection.matches).reverse()
      this.#endsInitial = this.#options.allowBookmarks
      this.#pump()
      return true
    }
    if (this.#since === undefined || this.#since === 0) return true
    const changes = collection.changesSince(this.#since)
    if (!changes) {
      const text = `too old resource version: ${this.#since} (${collection.compacted + 1})`
      this.#write(eventFrame('ERROR', expired(text).toStatus(), this.#request.representation))
      return false
    }
    this.#told = Math.max(0, Math.min(this.#since, store.version))
    for (const change of changes) this.#tell(change)
    this.#told = Math.max(this.#since, this.#told)
    return true
  }

  /** What a webhook could not convert cannot be told. */
  #fail(error: unknown): void {
    if (!(error instanceof ApiError)) throw error
    this.#write(eventFrame('ERROR', error.toStatus(), this.#request.representation))
    this.#end()
  }

  get #namespace(): string {
    return this.#request.type.namespaced ? this.#request.info.namespace : ''
  }

  #tell(change: Change): void {
    if (change.version <= this.#told) return
    this.#told = change.version
    if (!this.#concerns(change)) return
    if (!this.#isBlocked) this.#deliver(change)
    else if (this.#backlog.push(change) > backlogLimit) this.#cut()
  }

  #concerns({ now, before }: Change): boolean {
    return (now !== undefined && this.#matches(now)) || (before !== undefined && this.#matches(before))
  }

  #deliver(change: Change): void {
    const { now, before, last } = change
    const isNow = now !== undefined && this.#matches(now)
    const wasBefore = before !== undefined && this.#matches(before)
    if (isNow) this.#send(wasBefore ? 'MODIFIED' : 'ADDED', now)
    else if (last) this.#send('DELETED', last)
    else if (before) {
      // It still exists but left the selection: watchers get the old state at the new version.
      const object = atVersion(fromStorage(this.#request.type, before.object), change.version)
      this.#write(eventFrame('DELETED', this.#shown(object), this.#request.representation))
    }
  }

  #matches(stored: Stored): boolean {
    if (this.#namespace !== '' && stored.namespace !== this.#namespace) return false
    return this.#selection.matches(stored)
  }

  #send(type: EventType, stored: Stored): void {
    if (this.#isUntellable) this.#end()
    else this.#write(this.#frame(type, stored))
  }

  /** One object can be no list: Kubernetes ends such a watch without a word. */
  get #isUntellable(): boolean {
    return this.#request.representation.as === 'PartialObjectMetadataList'
  }

  #frame(type: EventType, stored: Stored): Buffer {
    const { type: resourceType, representation } = this.#request
    if (representation.as !== 'Table') return storedFrame(type, stored, resourceType, representation)
    return eventFrame(type, this.#shown(fromStorage(resourceType, stored.object)), representation)
  }

  #shown(object: JsonObject): JsonObject {
    const { type, representation, info, now } = this.#request
    const { as, version = 'v1' } = representation
    if (as === 'PartialObjectMetadata') return partialMetadata(object, version)
    if (as !== 'Table') return object
    const includeObject = info.query.get('includeObject') ?? 'Metadata'
    const row = tableRowEvent(type, object, { includeObject, version, withColumns: this.#isFirst, now })
    this.#isFirst = false
    return row
  }

  /** Writes what waits, until it is all written or the client is behind again. */
  #pump(): void {
    this.#isBlocked = false
    while (!this.#isBlocked && this.#initial.length > 0) this.#writeInitial()
    if (!this.#isBlocked && this.#endsInitial) {
      this.#endsInitial = false
      this.#bookmark(true)
    }
    const waiting = this.#backlog
    let next = 0
    for (let change = waiting[next]; change && !this.#isBlocked; change = waiting[next]) {
      next++
      this.#deliver(change)
    }
    this.#backlog = waiting.slice(next)
  }

  #writeInitial(): void {
    if (this.#isUntellable) {
      this.#initial = []
      return void this.#end()
    }
    const batch: Buffer[] = []
    let size = 0
    while (size < batchSize) {
      const stored = this.#initial.pop()
      if (!stored) break
      const frame = this.#frame('ADDED', stored)
      batch.push(frame)
      size += frame.length
    }
    this.#write(batch.length === 1 && batch[0] ? batch[0] : Buffer.concat(batch))
  }

  #bookmark(isInitialEnd = false): void {
    // What waits is older than the version that a bookmark would promise.
    if (this.#isBlocked) return
    const type: ResourceType = this.#request.type
    const object = {
      kind: type.kind,
      apiVersion: type.apiVersion,
      metadata: {
        resourceVersion: String(Math.max(this.#told, this.#request.services.store.version)),
        ...(isInitialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}),
      },
    }
    this.#write(eventFrame('BOOKMARK', this.#shown(object), this.#request.representation))
  }

  #write(frame: Buffer): void {
    const response = this.#response
    if (!response || response.destroyed || frame.length === 0) return
    if (response.write(frame) || this.#isBlocked) return
    this.#isBlocked = true
    response.onDrain(() => this.#pump())
  }

  /** The end of one that cannot keep up. */
  #cut(): void {
    this.#end()
    this.#response?.destroy()
  }

  /** A watch of a kind that is no longer served ends. */
  #endIfGone(): void {
    const { group, version, plural } = this.#request.type
    if (!this.#request.services.registry.find(group, version, plural)) this.#end()
  }

  #end(): void {
    this.#finish?.()
  }
}

function atVersion(object: JsonObject, version: number): JsonObject {
  const metadata = object['metadata']
  return {
    ...object,
    metadata: { ...(typeof metadata === 'object' ? metadata : {}), resourceVersion: String(version) },
  }
}
