/** Writing to a registry: a blob in one piece, a manifest by tag or digest. @module */
import { digestOf } from '@sluice/base/digest'
import type { Descriptor, PushedManifest } from './manifest.ts'
import { RegistryError } from './registry-error.ts'
import type { Session } from './session.ts'

interface Place {
  readonly path: string
  readonly signal: AbortSignal
}

/** Stores a blob unless it is there already. */
export async function pushBlob(
  session: Session,
  { path, signal }: Place,
  bytes: Uint8Array,
): Promise<Descriptor> {
  const digest = digestOf(bytes)
  const descriptor = { mediaType: 'application/octet-stream', digest, size: bytes.length }
  const scope = pushScope(path)
  const found = await session.request({
    method: 'HEAD',
    path: `${path}/blobs/${digest}`,
    scope,
    signal,
    accepts: [200, 404],
  })
  await found.drop()
  if (found.status === 200) return descriptor
  const started = await session.request({
    method: 'POST',
    path: `${path}/blobs/uploads/`,
    scope,
    signal,
    accepts: [202],
  })
  await started.drop()
  const location = started.headers['location']
  if (location === undefined)
    throw new RegistryError(started.status, '', `POST ${started.url}: no upload location in the answer`)
  const upload = new URL(location, started.url)
  upload.searchParams.set('digest', digest)
  const stored = await session.request({
    method: 'PUT',
    path: upload.href,
    scope,
    headers: { 'content-type': 'application/octet-stream' },
    body: bytes,
    signal,
    accepts: [201, 204],
  })
  await stored.drop()
  return descriptor
}

/** Stores a manifest under a tag or its digest. */
export async function pushManifest(
  session: Session,
  { path, reference, signal }: Place & { readonly reference: string },
  { bytes, mediaType }: PushedManifest,
): Promise<Descriptor> {
  const stored = await session.request({
    method: 'PUT',
    path: `${path}/manifests/${reference}`,
    scope: pushScope(path),
    headers: { 'content-type': mediaType },
    body: bytes,
    signal,
    accepts: [200, 201],
  })
  await stored.drop()
  return { mediaType, digest: digestOf(bytes), size: bytes.length }
}

function pushScope(path: string): string {
  return `repository:${path}:pull,push`
}
