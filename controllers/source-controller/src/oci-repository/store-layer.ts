/** One layer of the artifact becomes ours: unpacked and packed again, or as it is. @module */
import { type OCIRepository, Reason } from '@sluice/api/source'
import type { Artifact } from '@sluice/base/flow'
import { ArchiveError, defaultLimits, gunzip, readTar } from '@sluice/base/tar'
import type { ArchiveEntry } from '@sluice/io/artifact-store'
import { type Descriptor, DigestMismatchError, type Manifest } from '@sluice/io/oci'
import { archiveFiles, withoutIgnored } from '../source/archive-files.ts'
import { ownerOf } from '../source/source-object.ts'
import type { Deps } from './deps.ts'
import { digestOfRevision, fetchFailed, isExpected, type RemoteRepository } from './reference.ts'

/** Bytes of a layer that is unpacked in memory. */
const maxPacked = 256 * 1024 ** 2

/** Fetches and stores the selected layer. */
export async function storeLayer(
  repo: OCIRepository,
  revision: string,
  source: RemoteRepository,
  { store }: Pick<Deps, 'store'>,
): Promise<Artifact> {
  const digest = digestOfRevision(revision)
  const manifest = await fetchManifest(repo, digest, source)
  const layer = selectLayer(repo, manifest)
  const { annotations } = manifest
  const artifact = {
    owner: ownerOf('OCIRepository', repo),
    file: `${digest}.tar.gz`,
    revision,
    ...(Object.keys(annotations).length > 0 ? { metadata: annotations } : {}),
  }
  const content = source.registry.blob(source.path, layer, source.signal)
  if (repo.spec?.layerSelector?.operation === 'copy') {
    return layerStep('failed to copy layer from artifact', () => store.write(artifact, content))
  }
  const files = await layerStep('failed to extract layer contents from artifact', () => extract(content))
  return archiveFiles(await withoutIgnored(files, repo.spec?.ignore), artifact, store)
}

async function fetchManifest(
  repo: OCIRepository,
  digest: string,
  source: RemoteRepository,
): Promise<Manifest> {
  const what = `failed to pull artifact from '${repo.spec?.url}'`
  try {
    const { manifest } = await source.registry.manifest(source.path, digest, source.signal)
    const platform = manifest.manifests?.[0]
    if (!platform) return manifest
    // An index of images for several platforms: its first, as there is no platform to prefer.
    return (await source.registry.manifest(source.path, platform.digest, source.signal)).manifest
  } catch (error) {
    if (!isExpected(error) && !(error instanceof DigestMismatchError)) throw error
    throw fetchFailed(Reason.OCIArtifactPullFailed, `${what}: ${error.message}`, error)
  }
}

function selectLayer(repo: OCIRepository, { layers }: Manifest): Descriptor {
  const wanted = repo.spec?.layerSelector?.mediaType
  const [first] = layers
  if (!first) throw fetchFailed(Reason.OCIArtifactLayerOperationFailed, 'no layers found in artifact')
  if (!wanted) return first
  const found = layers.find(layer => layer.mediaType === wanted)
  if (found) return found
  throw fetchFailed(
    Reason.OCIArtifactLayerOperationFailed,
    `failed to find layer with media type '${wanted}' in artifact`,
  )
}

async function layerStep<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isExpected(error) && !(error instanceof DigestMismatchError) && !(error instanceof ArchiveError))
      throw error
    throw fetchFailed(Reason.OCIArtifactLayerOperationFailed, `${what}: ${error.message}`, error)
  }
}

async function extract(content: AsyncIterable<Uint8Array>): Promise<readonly ArchiveEntry[]> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of content) {
    size += part.length
    if (size > maxPacked) throw new ArchiveError(`layer is larger than ${maxPacked} bytes`)
    parts.push(part)
  }
  const packed = Buffer.concat(parts)
  requireGzip(packed)
  return [...readTar(gunzip(packed, defaultLimits), defaultLimits)]
    .filter(({ path }) => path !== '')
    .map(({ path, type, isExecutable, content: bytes }) => ({
      path,
      type: isExecutable ? ('executable' as const) : type,
      read: () => bytes,
    }))
}

function requireGzip(packed: Uint8Array): void {
  if (packed[0] === 0x1f && packed[1] === 0x8b) return
  const why = packed.length === 0 ? 'EOF' : packed.length < 10 ? 'unexpected EOF' : 'gzip: invalid header'
  throw new ArchiveError(`requires gzip-compressed body: ${why}`)
}

/** What is said of a stored artifact: where it is from, and what it was made of if it says so. */
export function storedMessage(repo: OCIRepository, { revision, metadata = {} }: Artifact): string {
  const origin = metadata['org.opencontainers.image.source']
  const originRevision = metadata['org.opencontainers.image.revision']
  const made =
    origin && originRevision ? `, origin source '${origin}', origin revision '${originRevision}'` : ''
  return `stored artifact with revision '${revision}' from '${repo.spec?.url}'${made}`
}
