import type { ServerResponse } from 'node:http'
import { formatJson, type JsonObject } from '@sluice/base/json'
import type { Answer } from '../http/answer.ts'
import { fromStorage, type ResourceType, textOf } from '../kinds/index.ts'
import { expired } from '../status/index.ts'
import type { Change, Stored } from '../storage/index.ts'
import { partialMetadata } from '../table/partial.ts'
import { tableRowEvent } from '../table/table.ts'
import type { ApiRequest } from './api-request.ts'
import { type ListOptions, parseVersion, readListOptions } from './list-options.ts'
import { readSelection, type Selection } from './selection.ts'

const bookmarkInterval = 60_000
/** Kubernetes ends watches after 30 to 60 minutes; one that reads too slowly ends once this much waits. */
const longestWatch = 60 * 60_000
const bufferLimit = 64 * 1024 * 1024

/** Streams changes of one kind, a JSON text a line. */
export function watchObjects(request: ApiRequest): Answer {
  const options = readListOptions(request.info.query, true)
  const selection = readSelection(request.type, request.info.query)
  const since = parseVersion(options.resourceVersion, 'internal')
  return { type: 'stream', run: response => new Watch(request, options, selection, since).run(response) }
}

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED'

class Watch {
  readonly #request: ApiRequest
  readonly #options: ListOptions
  readonly #selection: Selection
  readonly #since: number | undefined
  #response: ServerResponse | undefined
  #finish: (() => void) | undefined
  /** Changes up to this version are told. */
  #told = 0
  #isFirst = true

  constructor(request: ApiRequest, options: ListOptions, selection: Selection, since: number | undefined) {
    this.#request = request
    this.#options = options
    this.#selection = selection
    this.#since = since
  }

  async run(response: ServerResponse): Promise<void> {
    this.#response = response
    const { store } = this.#request.services
    const { storageKey } = this.#request.type
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' })
    response.flushHeaders()
    const over = new Promise<void>(resolve => (this.#finish = resolve))
    response.once('close', () => this.#finish?.())
    if (!this.#start()) return void response.end()
    const stopListening = store.listen(storageKey, change => this.#tell(change))
    const stopFollowing = this.#request.services.registry.onChange(() => this.#endIfGone())
    const timers = this.#timers()
    await over
    stopListening()
    stopFollowing()
    for (const timer of timers) clearTimeout(timer)
    response.end()
  }

  #timers(): NodeJS.Timeout[] {
    const seconds = this.#options.timeoutSeconds
    const end = seconds ? Math.min(seconds * 1000, longestWatch) : longestWatch
    const timers = [setTimeout(() => this.#end(), end)]
    if (this.#options.allowBookmarks) timers.push(setInterval(() => this.#bookmark(), bookmarkInterval))
    for (const timer of timers) timer.unref()
    return timers
  }

  /** Tells what was there or has happened already; false where that is forgotten. */
  #start(): boolean {
    const { store } = this.#request.services
    const collection = store.collection(this.#request.type.storageKey)
    const wantsAll = this.#options.sendInitialEvents ?? (this.#since === undefined || this.#since === 0)
    this.#told = store.version
    if (wantsAll) {
      for (const stored of collection.list(this.#namespace)) this.#send('ADDED', stored)
      if (this.#options.sendInitialEvents && this.#options.allowBookmarks) this.#bookmark(true)
      return true
    }
    if (this.#since === undefined || this.#since === 0) return true
    const changes = collection.changesSince(this.#since)
    if (!changes) {
      this.#write({
        type: 'ERROR',
        object: expired(`too old resource version: ${this.#since} (${collection.compacted + 1})`).toStatus(),
      })
      return false
    }
    this.#told = Math.max(0, Math.min(this.#since, store.version))
    for (const change of changes) this.#tell(change)
    this.#told = Math.max(this.#since, this.#told)
    return true
  }

  get #namespace(): string {
    return this.#request.type.namespaced ? this.#request.info.namespace : ''
  }

  #tell(change: Change): void {
    if (change.version <= this.#told) return
    this.#told = change.version
    const { now, before, last } = change
    const isNow = now !== undefined && this.#matches(now)
    const wasBefore = before !== undefined && this.#matches(before)
    if (isNow) this.#send(wasBefore ? 'MODIFIED' : 'ADDED', now)
    if (isNow || !wasBefore) return
    if (last) {
      this.#send('DELETED', last)
      return
    }
    // It still exists but left the selection: watchers get the old state at the new version.
    this.#sendObject('DELETED', atVersion(fromStorage(this.#request.type, before.object), change.version))
  }

  #matches(stored: Stored): boolean {
    if (this.#namespace !== '' && stored.namespace !== this.#namespace) return false
    return this.#selection.matches(stored)
  }

  #send(type: EventType, stored: Stored): void {
    if (!this.#matches(stored) && type !== 'DELETED') return
    if (this.#request.representation.as) {
      this.#sendObject(type, fromStorage(this.#request.type, stored.object))
    } else {
      this.#writeLine(`{"type":"${type}","object":${textOf(this.#request.type, stored)}}\n`)
    }
  }

  #sendObject(type: EventType, object: JsonObject): void {
    this.#write({ type, object: this.#shown(object) })
  }

  #shown(object: JsonObject): JsonObject {
    const { type, representation, info, now } = this.#request
    switch (representation.as) {
      case 'Table': {
        const row = tableRowEvent(type, object, {
          includeObject: info.query.get('includeObject') ?? 'Metadata',
          withColumns: this.#isFirst,
          now,
        })
        this.#isFirst = false
        return row
      }
      case 'PartialObjectMetadata':
        return partialMetadata(object)
      default:
        return object
    }
  }

  #bookmark(isInitialEnd = false): void {
    const type: ResourceType = this.#request.type
    this.#write({
      type: 'BOOKMARK',
      object: {
        kind: this.#request.representation.as ?? type.kind,
        apiVersion: this.#request.representation.as ? 'meta.k8s.io/v1' : type.apiVersion,
        metadata: {
          resourceVersion: String(Math.max(this.#told, this.#request.services.store.version)),
          ...(isInitialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}),
        },
      },
    })
  }

  #write(event: JsonObject): void {
    this.#writeLine(`${formatJson(event)}\n`)
  }

  #writeLine(line: string): void {
    const response = this.#response
    if (!response || response.destroyed) return
    response.write(line)
    if (response.writableLength > bufferLimit) {
      this.#end()
      response.destroy()
    }
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
