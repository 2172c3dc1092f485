/** OpenAPI documents of what the server serves, made when asked for and kept until the kinds change. @module */
import { createHash } from 'node:crypto'
import type { Answer } from '../http/answer.ts'
import type { ResourceRegistry } from '../kinds/index.ts'
import type { NonResourceRequest } from '../server/non-resource.ts'
import { documentV2 } from './document-v2.ts'
import { encodeDocument } from './document-v2-protobuf.ts'
import { documentV3 } from './document-v3.ts'

const v2Protobuf = 'application/com.github.proto-openapi.spec.v2'

/** Texts by path; dropped when the registry changes. */
interface Documents {
  readonly texts: Map<string, string>
  protobuf: Buffer | undefined
  hashes: ReadonlyMap<string, string> | undefined
}

const kept = new WeakMap<ResourceRegistry, Documents>()

function documentsOf(registry: ResourceRegistry): Documents {
  const found = kept.get(registry)
  if (found) return found
  const documents: Documents = { texts: new Map(), protobuf: undefined, hashes: undefined }
  kept.set(registry, documents)
  registry.onChange(() => {
    documents.texts.clear()
    documents.protobuf = undefined
    documents.hashes = undefined
  })
  return documents
}

/** `/openapi/v2`, `/openapi/v3` and what is below; undefined where there is no such document. */
export function openApiAnswer({
  info,
  accept,
  ifNoneMatch,
  services,
}: NonResourceRequest): Answer | undefined {
  const [, kind, root, group, version, ...rest] = info.path.split('/').filter(Boolean)
  const { registry } = services
  if (kind === 'v2' && root === undefined) {
    if (accept.includes(v2Protobuf)) return protobufDocument(registry)
    if (!acceptsJson(accept)) return unacceptable(varyV2)
    const make = () => JSON.stringify(documentV2(registry))
    return document(registry, 'v2', { ifNoneMatch, make, vary: varyV2 })
  }
  if (kind !== 'v3' || rest.length > 0) return undefined
  if (root === undefined) {
    return { type: 'text', code: 200, text: indexText(registry), contentType: 'text/plain; charset=utf-8' }
  }
  const path = root === 'api' ? pathOf('', group ?? '') : pathOf(group ?? '', version ?? '')
  const hash = hashesOf(registry).get(path)
  if (hash === undefined || path !== info.path.slice('/openapi/v3/'.length)) return nothing
  if (!acceptsJson(accept)) return unacceptable('Accept')
  const given = info.query.get('hash') ?? ''
  if (given !== '' && given !== hash) return elsewhere(path, hash)
  const make = () =>
    JSON.stringify(
      documentV3(registry, root === 'api' ? '' : (group ?? ''), (root === 'api' ? group : version) ?? ''),
    )
  return document(registry, path, {
    ifNoneMatch,
    make,
    hash,
    until: given === '' ? undefined : yearFrom(services.now()),
  })
}

/** The document of version 2 is compressed for who asks, those of version 3 never are. */
const varyV2 = 'Accept-Encoding, Accept'

function unacceptable(vary: string): Answer {
  return { type: 'text', code: 406, text: '', contentType: '', headers: { vary } }
}

const nothing: Answer = { type: 'text', code: 404, text: '', contentType: '' }

function elsewhere(path: string, hash: string): Answer {
  const headers = { etag: `"${hash}"`, vary: 'Accept', location: urlOf(path, hash) }
  return { type: 'text', code: 301, text: '', contentType: 'application/json', headers }
}

const urlOf = (path: string, hash: string) => `/openapi/v3/${path}?hash=${hash}`

function yearFrom(now: Date): string {
  const then = new Date(now)
  then.setUTCFullYear(then.getUTCFullYear() + 1)
  return then.toUTCString().replace('GMT', 'UTC')
}

function protobufDocument(registry: ResourceRegistry): Answer {
  const documents = documentsOf(registry)
  documents.protobuf ??= encodeDocument(documentV2(registry))
  const headers = { etag: `"${digest(documents.protobuf)}"`, vary: varyV2 }
  const contentType = `${v2Protobuf}.v1.0+protobuf`
  return { type: 'bytes', code: 200, bytes: documents.protobuf, contentType, headers }
}

function acceptsJson(accept: string): boolean {
  return accept === '' || /\*\/\*|application\/(\*|json)|spec\.v[23]@v1\.0\+json/.test(accept)
}

function pathOf(group: string, version: string): string {
  return group ? `apis/${group}/${version}` : `api/${version}`
}

/** Every group and version with the hash of its kinds: clients fetch again when it changes. */
function indexText(registry: ResourceRegistry): string {
  const urls = [...hashesOf(registry)].map(
    ([path, hash]) => [path, { serverRelativeURL: urlOf(path, hash) }] as const,
  )
  return JSON.stringify({ paths: Object.fromEntries(urls) })
}

/** By path; known without the documents being made. */
function hashesOf(registry: ResourceRegistry): ReadonlyMap<string, string> {
  const documents = documentsOf(registry)
  if (documents.hashes) return documents.hashes
  const hashes = new Map<string, string>()
  for (const type of registry.all()) {
    const path = pathOf(type.group, type.version)
    const what = JSON.stringify([
      type.plural,
      type.verbs,
      type.subresources,
      type.custom ? type.schema : type.schemaName,
    ])
    hashes.set(path, digest((hashes.get(path) ?? '') + what))
  }
  documents.hashes = hashes
  return hashes
}

interface DocumentOptions {
  readonly ifNoneMatch: string
  readonly make: () => string
  /** The hash of the text, if it is known. */
  readonly hash?: string
  /** Until when it may be kept unasked: whoever names the hash gets nothing else. */
  readonly until?: string | undefined
  /** What the document depends on besides its path. Without it, it is one of version 3. */
  readonly vary?: string
}

function document(registry: ResourceRegistry, path: string, options: DocumentOptions): Answer {
  const { texts } = documentsOf(registry)
  let text = texts.get(path)
  if (text === undefined) texts.set(path, (text = options.make()))
  const etag = `"${options.hash ?? digest(text)}"`
  if (options.ifNoneMatch === etag) {
    return { type: 'text', code: 304, text: '', contentType: 'application/json', headers: { etag } }
  }
  const { until, vary } = options
  const headers: Record<string, string> = { etag, vary: vary ?? 'Accept' }
  if (until) Object.assign(headers, { 'cache-control': 'public, immutable', expires: until })
  const isNeverCompressed = vary === undefined
  return { type: 'text', code: 200, text, contentType: 'application/json', headers, isNeverCompressed }
}

function digest(text: string | Buffer): string {
  return createHash('sha512').update(text).digest('hex').toUpperCase()
}
