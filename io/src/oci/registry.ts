/**
 * An OCI registry as a client sees it (the OCI distribution specification 1.1): tags, manifests, blobs, referrers.
 * @module
 */
import { createHash } from 'node:crypto'
import { isJsonObject, parseJson } from '@sluice/base/json'
import { createHttpClient, type HttpOptions, type HttpResponse } from '../http/index.ts'
import { DigestMismatchError, verifiedContent } from './content.ts'
import { type Descriptor, type Manifest, type PushedManifest, parseManifest } from './manifest.ts'
import { manifestTypes, mediaTypes } from './media-types.ts'
import { pushBlob, pushManifest } from './push.ts'
import { RegistryError } from './registry-error.ts'
import { openSession, type Session, type SessionOptions } from './session.ts'

/** A manifest and the bytes that its digest is of. */
export interface FetchedManifest {
  readonly descriptor: Descriptor
  readonly bytes: Uint8Array
  readonly manifest: Manifest
}

/** Operations on the repositories of one registry. Every one may throw RegistryError or NetworkError. */
export interface Registry {
  /** Every tag, in the registry's order. */
  tags(path: string, signal: AbortSignal): Promise<readonly string[]>
  /** What a tag or digest means now. */
  resolve(path: string, reference: string, signal: AbortSignal): Promise<Descriptor>
  /** @throws ManifestError, DigestMismatchError */
  manifest(path: string, reference: string, signal: AbortSignal): Promise<FetchedManifest>
  /** A blob's bytes as they come; the iteration fails if they are not what the digest says. */
  blob(path: string, descriptor: Descriptor, signal: AbortSignal): AsyncIterable<Uint8Array>
  /** Manifests that name `digest` as their subject, by the referrers API or, without it, by the tag that replaces it. */
  referrers(path: string, digest: string, signal: AbortSignal): Promise<readonly Descriptor[]>
  pushBlob(path: string, bytes: Uint8Array, signal: AbortSignal): Promise<Descriptor>
  pushManifest(
    path: string,
    reference: string,
    manifest: PushedManifest,
    signal: AbortSignal,
  ): Promise<Descriptor>
  close(): Promise<void>
}

/** How to reach a registry. */
export interface RegistryOptions extends SessionOptions, HttpOptions {}

const maxManifest = 4 * 1024 * 1024
const maxTagPage = 8 * 1024 * 1024
const maxTags = 500_000

/** Opens a registry. Nothing is sent before the first operation. */
export function openRegistry(options: RegistryOptions): Registry {
  const client = createHttpClient(options)
  const session = openSession(client, options)
  return {
    tags: (path, signal) => listTags(session, path, signal),
    resolve: (path, reference, signal) => resolve(session, { path, reference, signal }),
    manifest: (path, reference, signal) => fetchManifest(session, { path, reference, signal }),
    blob: (path, descriptor, signal) => fetchBlob(session, path, descriptor, signal),
    referrers: (path, digest, signal) => listReferrers(session, { path, reference: digest, signal }),
    pushBlob: (path, bytes, signal) => pushBlob(session, { path, signal }, bytes),
    pushManifest: (path, reference, manifest, signal) =>
      pushManifest(session, { path, reference, signal }, manifest),
    close: () => client.close(),
  }
}

/** The repository, what in it, and until when. */
interface Target {
  readonly path: string
  readonly reference: string
  readonly signal: AbortSignal
}

async function listTags(session: Session, path: string, signal: AbortSignal): Promise<readonly string[]> {
  const tags: string[] = []
  let next: string | undefined = `${path}/tags/list?n=1000`
  while (next !== undefined) {
    const response: HttpResponse = await session.request({ path: next, scope: pullScope(path), signal })
    tags.push(...(await readTags(response)))
    if (tags.length > maxTags) throw refused(response, `more than ${maxTags} tags`)
    next = nextPage(response)
  }
  return tags
}

async function readTags(response: HttpResponse): Promise<readonly string[]> {
  const text = Buffer.from(await response.bytes(maxTagPage)).toString('utf8')
  try {
    const page = parseJson(text)
    const listed = isJsonObject(page) ? page['tags'] : undefined
    return Array.isArray(listed) ? listed.filter(tag => typeof tag === 'string') : []
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw refused(response, `the answer is no list of tags: ${error.message}`)
  }
}

function refused({ status, url }: HttpResponse, why: string): RegistryError {
  return new RegistryError(status, '', `GET ${url}: ${why}`)
}

/** RFC 8288: `Link: </v2/…>; rel="next"`. */
function nextPage(response: HttpResponse): string | undefined {
  const target = /<([^>]+)>\s*;[^,]*\brel="?next"?/.exec(response.headers['link'] ?? '')?.[1]
  if (target === undefined) return undefined
  const next = new URL(target, response.url).href
  return next === response.url ? undefined : next
}

async function resolve(session: Session, target: Target): Promise<Descriptor> {
  const { path, reference, signal } = target
  const response = await session.request({
    method: 'HEAD',
    ...manifestRequest(path, reference),
    signal,
    accepts: [200, 400, 401, 403, 404, 405],
  })
  await response.drop()
  const digest = response.headers['docker-content-digest']
  const size = Number(response.headers['content-length'])
  // HEAD says neither why it was refused nor, with some registries, the digest: the manifest itself does.
  if (response.status !== 200 || digest === undefined || !Number.isSafeInteger(size))
    return (await fetchManifest(session, target)).descriptor
  return { mediaType: response.headers['content-type'] ?? '', digest, size }
}

async function fetchManifest(
  session: Session,
  { path, reference, signal }: Target,
): Promise<FetchedManifest> {
  const response = await session.request({ ...manifestRequest(path, reference), signal })
  const bytes = await response.bytes(maxManifest)
  const digest = digestLike(reference, bytes)
  if (reference.includes(':') && digest !== reference)
    throw new DigestMismatchError(
      `manifest digest: "${digest}" does not match requested digest: "${reference}" for "${path}"`,
    )
  const mediaType = (response.headers['content-type'] ?? '').split(';')[0]?.trim() ?? ''
  const manifest = parseManifest(Buffer.from(bytes).toString('utf8'), mediaType)
  return { descriptor: { mediaType, digest, size: bytes.length }, bytes, manifest }
}

function digestLike(reference: string, bytes: Uint8Array): string {
  const algorithm = /^(sha384|sha512):/.exec(reference)?.[1] ?? 'sha256'
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`
}

async function* fetchBlob(
  session: Session,
  path: string,
  descriptor: Descriptor,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const response = await session.request({
    path: `${path}/blobs/${descriptor.digest}`,
    scope: pullScope(path),
    signal,
  })
  yield* verifiedContent(response, descriptor)
}

async function listReferrers(
  session: Session,
  { path, reference, signal }: Target,
): Promise<readonly Descriptor[]> {
  const response = await session.request({
    path: `${path}/referrers/${reference}`,
    scope: pullScope(path),
    headers: { accept: mediaTypes.ociIndex },
    signal,
    accepts: [200, 400, 404, 405, 406],
  })
  if (response.status === 200) return indexOf(await response.bytes(maxManifest))
  await response.drop()
  const fallback = await session.request({
    ...manifestRequest(path, reference.replace(':', '-')),
    signal,
    accepts: [200, 404],
  })
  if (fallback.status === 200) return indexOf(await fallback.bytes(maxManifest))
  await fallback.drop()
  return []
}

function indexOf(bytes: Uint8Array): readonly Descriptor[] {
  return parseManifest(Buffer.from(bytes).toString('utf8'), mediaTypes.ociIndex).manifests ?? []
}

function manifestRequest(path: string, reference: string) {
  return {
    path: `${path}/manifests/${reference}`,
    scope: pullScope(path),
    headers: { accept: manifestTypes.join(', ') },
  }
}

function pullScope(path: string): string {
  return `repository:${path}:pull`
}
