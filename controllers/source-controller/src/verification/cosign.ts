/**
 * Signatures that cosign stores beside an image: Sigstore bundles that refer to it, or, where there are none, the
 * layers of the tag that is named after its digest.
 * @module
 */
import type { JsonObject } from '@sluice/base/json'
import { type Descriptor, RegistryError } from '@sluice/io/oci'
import { objectAt, parseObject, textAt } from './json-fields.ts'
import { SignatureError } from './signature-error.ts'
import { orSignatureError, readBlob, type SignedImage } from './signed-image.ts'

/** A signature of the older form: a layer, and what its annotations say of it. */
export interface SimpleSignature {
  /** JSON that names the image's digest. */
  readonly payload: Buffer
  readonly signature: Buffer
  readonly annotations: Readonly<Record<string, string>>
}

/** Whom to trust. */
export interface CosignPolicy {
  /** @throws SignatureError if the bundle's statement about the digest is not signed by somebody trusted */
  verifyBundle(bundle: JsonObject, digest: string): Promise<void>
  /** @throws SignatureError if the payload is not signed by somebody trusted */
  verifySimple(signature: SimpleSignature): Promise<void>
}

/** More signatures than these are not looked at. */
const maxSignatures = 100
const bundleType = 'application/vnd.dev.sigstore.bundle'

/** @throws SignatureError if none of the image's signatures is by somebody trusted */
export async function verifyCosign(image: SignedImage, policy: CosignPolicy): Promise<void> {
  const bundles = await findBundles(image)
  if (bundles.length > 0) {
    return requireOne(
      bundles.map(bundle => () => policy.verifyBundle(bundle, image.digest)),
      'no matching attestations',
    )
  }
  const layers = await findSimpleSignatures(image)
  if (layers.length === 0) throw new SignatureError('no signatures found')
  return requireOne(
    layers.map(layer => () => verifyLayer(image, layer, policy)),
    'no matching signatures',
  )
}

async function requireOne(attempts: readonly (() => Promise<void>)[], failure: string): Promise<void> {
  const reasons: string[] = []
  for (const attempt of attempts) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error
      reasons.push(error.message)
    }
  }
  throw new SignatureError(`${failure}: ${reasons.join('\n ')}`)
}

/** Other things may refer to an image too: they are passed over. */
async function findBundles(image: SignedImage): Promise<readonly JsonObject[]> {
  const { registry, path, digest, signal } = image
  const referrers = await existing(() => registry.referrers(path, digest, signal))
  const bundles: JsonObject[] = []
  for (const referrer of (referrers ?? []).slice(0, maxSignatures)) {
    try {
      const bundle = await readBundle(image, referrer)
      if (bundle) bundles.push(bundle)
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error
    }
  }
  return bundles
}

async function readBundle(image: SignedImage, referrer: Descriptor): Promise<JsonObject | undefined> {
  if (referrer.artifactType !== undefined && !referrer.artifactType.startsWith(bundleType)) return undefined
  const { registry, path, signal } = image
  const { manifest } = await orSignatureError(() => registry.manifest(path, referrer.digest, signal))
  const [layer, ...others] = manifest.layers
  if (!layer?.mediaType.startsWith(bundleType) || others.length > 0) return undefined
  const bundle = parseObject(await readBlob(image, layer), 'the bundle')
  const [, version = '0'] = /[v=]0\.(\d+)/.exec(textAt(bundle, 'mediaType')) ?? []
  return Number(version) >= 3 ? bundle : undefined
}

async function findSimpleSignatures({ registry, path, digest, signal }: SignedImage) {
  const tag = `${digest.replace(':', '-')}.sig`
  const found = await existing(() => registry.manifest(path, tag, signal))
  return (found?.manifest.layers ?? []).slice(0, maxSignatures)
}

async function verifyLayer(image: SignedImage, layer: Descriptor, policy: CosignPolicy): Promise<void> {
  const { annotations = {} } = layer
  const signature = Buffer.from(annotations['dev.cosignproject.cosign/signature'] ?? '', 'base64')
  const payload = await readBlob(image, layer)
  await policy.verifySimple({ payload, signature, annotations })
  const claimed = objectAt(parseObject(payload, 'the signed payload'), 'critical', 'image')
  const digest = textAt(claimed, 'docker-manifest-digest')
  if (digest !== image.digest) throw new SignatureError(`invalid or missing digest in claim: ${digest}`)
}

/** What the registry has; undefined where it has nothing, or does not know of such things. */
async function existing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await orSignatureError(work)
  } catch (error) {
    if (error instanceof SignatureError) return undefined
    if (error instanceof RegistryError && error.status >= 400 && error.status < 500) {
      if (error.status !== 401 && error.status !== 403 && error.status !== 429) return undefined
    }
    throw error
  }
}
