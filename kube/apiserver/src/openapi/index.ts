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
}

const kept = new WeakMap<ResourceRegistry, Documents>()

function documentsOf(registry: ResourceRegistry): Documents {
  const found = kept.get(registry)
  if (found) return found
  const documents: Documents = { texts: new Map(), protobuf: undefined }
  kept.set(registry, documents)
  registry.onChange(() => {
    documents.texts.clear()
    documents.protobuf = undefined
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
    if (!acceptsJson(accept)) return { type: 'text', code: 406, text: '', contentType: '' }
    return document(registry, 'v2', ifNoneMatch, () => JSON.stringify(documentV2(registry)))
  }
  if (kind !== 'v3' || rest.length > 0) return undefined
  if (!acceptsJson(accept)) return { type: 'text', code: 406, text: '', contentType: '' }
  if (root === undefined) {
    const index = document(registry, 'v3', ifNoneMatch, () => indexText(registry))
    return index.type === 'text' ? { ...index, contentType: 'text/plain; charset=utf-8' } : index
  }
  if (root === 'api') return groupDocument(registry, '', group ?? '', ifNoneMatch)
  return root === 'apis' ? groupDocument(registry, group ?? '', version ?? '', ifNoneMatch) : undefined
}

function protobufDocument(registry: ResourceRegistry): Answer {
  const documents = documentsOf(registry)
  documents.protobuf ??= encodeDocument(documentV2(registry))
  return { type: 'bytes', code: 200, bytes: documents.protobuf, contentType: `${v2Protobuf}.v1.0+protobuf` }
}

function acceptsJson(accept: string): boolean {
  return accept === '' || /\*\/\*|application\/(\*|json)|spec\.v[23]@v1\.0\+json/.test(accept)
}

function groupDocument(
  registry: ResourceRegistry,
  group: string,
  version: string,
  ifNoneMatch: string,
): Answer | undefined {
  if (!registry.hasVersion(group, version)) return undefined
  return document(registry, pathOf(group, version), ifNoneMatch, () =>
    JSON.stringify(documentV3(registry, group, version)),
  )
}

function pathOf(group: string, version: string): string {
  return group ? `apis/${group}/${version}` : `api/${version}`
}

/** Every group and version with the hash of its kinds: clients fetch again when it changes. */
function indexText(registry: ResourceRegistry): string {
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
  const paths = Object.fromEntries(
    [...hashes].map(([path, hash]) => [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }]),
  )
  return JSON.stringify({ paths })
}

function document(registry: ResourceRegistry, path: string, ifNoneMatch: string, make: () => string): Answer {
  const { texts } = documentsOf(registry)
  let text = texts.get(path)
  if (text === undefined) texts.set(path, (text = make()))
  const etag = `"${digest(text)}"`
  if (ifNoneMatch === etag) {
    return { type: 'text', code: 304, text: '', contentType: 'application/json', headers: { etag } }
  }
  return {
    type: 'text',
    code: 200,
    text,
    contentType: 'application/json',
    headers: { etag, vary: 'Accept', 'cache-control': 'no-cache, private' },
  }
}

function digest(text: string): string {
  return createHash('sha512').update(text).digest('hex').slice(0, 64).toUpperCase()
}
