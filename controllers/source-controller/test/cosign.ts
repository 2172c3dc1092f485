/** Signs as cosign does, and stores what it would store. @module */
import { createHash, type KeyObject, sign } from 'node:crypto'
import { openRegistry } from '@sluice/io/oci'
import type { MemoryRegistry } from '@sluice/testing'
import { signal } from './oci-fixture.ts'

/** A signature of some bytes. */
export type SignBytes = (bytes: Buffer) => Buffer

/** Cosign's way with a key. */
export function signerOf(key: KeyObject): SignBytes {
  return bytes => sign(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', bytes, key)
}

/** The JSON whose signature stands for an image. */
export function simplePayload(digest: string): Buffer {
  const image = { 'docker-manifest-digest': digest }
  const critical = {
    identity: { 'docker-reference': 'app' },
    image,
    type: 'cosign container image signature',
  }
  return Buffer.from(JSON.stringify({ critical, optional: null }))
}

/** Stores a signature of the older form beside an image; `annotations` go to its layer. */
export async function pushSimple(
  server: MemoryRegistry,
  digest: string,
  payload: Buffer,
  annotations: Readonly<Record<string, string>>,
): Promise<void> {
  const layer = {
    bytes: payload,
    mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json',
    annotations,
  }
  await pushManifest(server, `${digest.replace(':', '-')}.sig`, layer, {})
}

/** An envelope around a statement about an image. */
export function envelope(digest: string, signBytes: SignBytes) {
  const [algorithm = '', hex] = digest.split(':')
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ digest: { [algorithm]: hex } }],
    predicateType: 'https://sigstore.dev/cosign/sign/v1',
    predicate: {},
  }
  const payloadType = 'application/vnd.in-toto+json'
  const payload = Buffer.from(JSON.stringify(statement))
  const head = Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `)
  const sig = signBytes(Buffer.concat([head, payload])).toString('base64')
  return { payload: payload.toString('base64'), payloadType, signatures: [{ sig, keyid: '' }] }
}

/** Stores a bundle that refers to an image. */
export async function pushBundle(server: MemoryRegistry, digest: string, bundle: object): Promise<void> {
  const mediaType = 'application/vnd.dev.sigstore.bundle.v0.3+json'
  const bytes = Buffer.from(JSON.stringify({ mediaType, ...bundle }))
  await pushReferrer(server, digest, { bytes, mediaType, artifactType: mediaType })
}

/** Stores something that refers to an image. */
export async function pushReferrer(
  server: MemoryRegistry,
  digest: string,
  { bytes, mediaType, artifactType }: { bytes: Buffer; mediaType: string; artifactType: string },
): Promise<void> {
  const subject = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size: 1 }
  await pushManifest(server, undefined, { bytes, mediaType, annotations: {} }, { artifactType, subject })
}

interface Layer {
  readonly bytes: Buffer
  readonly mediaType: string
  readonly annotations: Readonly<Record<string, string>>
}

async function pushManifest(
  server: MemoryRegistry,
  tag: string | undefined,
  { bytes, ...layer }: Layer,
  members: object,
): Promise<void> {
  const registry = openRegistry({ registry: server.host })
  const blob = await registry.pushBlob('app', bytes, signal)
  const config = await registry.pushBlob('app', Buffer.from('{}'), signal)
  const mediaType = 'application/vnd.oci.image.manifest.v1+json'
  const layers = [{ ...blob, ...layer }]
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, config, layers, ...members }))
  const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`
  await registry.pushManifest('app', tag ?? digest, { mediaType, bytes: manifest }, signal)
  await registry.close()
}
