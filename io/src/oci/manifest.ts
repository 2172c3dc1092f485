import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@sluice/base/json'

/** Content by its digest (the OCI image specification, descriptor.md). */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly annotations?: Readonly<Record<string, string>>
  readonly artifactType?: string
}

/** An image's or artifact's manifest. An index has `manifests` in place of layers. */
export interface Manifest {
  readonly mediaType: string
  readonly artifactType?: string
  readonly config?: Descriptor
  readonly layers: readonly Descriptor[]
  readonly manifests?: readonly Descriptor[]
  readonly subject?: Descriptor
  readonly annotations: Readonly<Record<string, string>>
}

/** A manifest to store. */
export interface PushedManifest {
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/** Text that is no manifest. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError'
}

const maxDescriptors = 10_000

/** Reads a manifest or an index. `mediaType` is the Content-Type it came with. @throws ManifestError */
export function parseManifest(text: string, mediaType: string): Manifest {
  let value: JsonValue
  try {
    value = parseJson(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new ManifestError(`cannot parse the manifest: ${error.message}`, { cause: error })
  }
  if (!isJsonObject(value)) throw new ManifestError('cannot parse the manifest: not an object')
  const { config, manifests, subject, artifactType } = value
  return {
    mediaType: typeof value['mediaType'] === 'string' ? value['mediaType'] : mediaType,
    layers: descriptors(value['layers'], 'layers'),
    annotations: textsOf(value['annotations']),
    ...(typeof artifactType === 'string' ? { artifactType } : {}),
    ...(isJsonObject(config) ? { config: descriptorOf(config, 'config') } : {}),
    ...(manifests === undefined ? {} : { manifests: descriptors(manifests, 'manifests') }),
    ...(isJsonObject(subject) ? { subject: descriptorOf(subject, 'subject') } : {}),
  }
}

function descriptors(value: JsonValue | undefined, field: string): readonly Descriptor[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value) || value.length > maxDescriptors)
    throw new ManifestError(`cannot parse the manifest: ${field} is not a list of at most ${maxDescriptors}`)
  return value.map(item => {
    if (!isJsonObject(item))
      throw new ManifestError(`cannot parse the manifest: an item of ${field} is not an object`)
    return descriptorOf(item, field)
  })
}

function descriptorOf(value: JsonObject, field: string): Descriptor {
  const { digest, size, mediaType = '', artifactType } = value
  if (typeof digest !== 'string' || !/^[a-z0-9+._-]+:[a-zA-Z0-9=_-]+$/.test(digest))
    throw new ManifestError(`cannot parse the manifest: ${field} has no digest`)
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
    throw new ManifestError(`cannot parse the manifest: ${field} has no size`)
  return {
    mediaType: String(mediaType),
    digest,
    size,
    ...(typeof artifactType === 'string' ? { artifactType } : {}),
    ...(isJsonObject(value['annotations']) ? { annotations: textsOf(value['annotations']) } : {}),
  }
}

function textsOf(value: JsonValue | undefined): Readonly<Record<string, string>> {
  if (!isJsonObject(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
