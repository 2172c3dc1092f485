/** Where charts are downloaded from: a repository with an index, or a registry. @module */
import type { HelmRepository } from '@sluice/api/source'
import { ConstraintError, parseConstraint, parseFullVersion, satisfies } from '@sluice/base/semver'
import type { RepositoryIndex } from '@sluice/helm'
import type { ChartRepository } from '@sluice/io/helm-repository'
import { NetworkError } from '@sluice/io/http'
import {
  ImageReferenceError,
  mediaTypes,
  parseRepository,
  type Registry,
  RegistryError,
} from '@sluice/io/oci'
import type { SignedImage } from '../verification/signed-image.ts'
import { newestFirst } from './build.ts'

/** A version of a chart that can be had. */
export interface RemoteChart {
  readonly name: string
  readonly version: string
  download(signal: AbortSignal): Promise<Uint8Array>
  /** Where its signatures are; undefined where there can be none. What is downloaded afterwards is that very image. */
  image?(signal: AbortSignal): Promise<SignedImage>
}

/** Finds charts by name and range of versions. */
export interface Downloader {
  /** @throws ChartReferenceError, and what reading the list of versions may throw */
  find(name: string, range: string, signal: AbortSignal): Promise<RemoteChart>
  close(): Promise<void>
}

/** A name or a range to which there is no chart. */
export class ChartReferenceError extends Error {
  override readonly name = 'ChartReferenceError'
}

/** A registry that does not give what was asked of it. */
export class RegistryLookupError extends Error {
  override readonly name = 'RegistryLookupError'
}

/** Charts of an index. */
export function indexDownloader(
  repository: ChartRepository,
  readIndex: (signal: AbortSignal) => Promise<RepositoryIndex>,
): Downloader {
  return {
    async find(name, range, signal) {
      const { entries } = await readIndex(signal)
      const versions = Object.hasOwn(entries, name) ? entries[name] : undefined
      if (!versions) throw new ChartReferenceError('no chart name found')
      if (versions.length === 0) throw new ChartReferenceError('no chart version found')
      const found =
        versions.find(({ version }) => range !== '' && version === range) ??
        newestFirst(
          versions
            .filter(({ version }) => isInRange(version, range))
            .map(entry => ({ ...entry, created: String(entry.fields['created'] ?? '') })),
        )[0]
      if (!found) throw new ChartReferenceError(`no '${name}' chart with version matching '${range}' found`)
      return {
        name: found.name,
        version: found.version,
        download: async signal => {
          const [url] = found.urls
          if (url === undefined)
            throw new ChartReferenceError(`chart '${found.name}' has no downloadable URLs`)
          return repository.chart(url, signal)
        },
      }
    },
    close: () => repository.close(),
  }
}

function isInRange(version: string, range: string): boolean {
  const parsed = parseFullVersion(version)
  return parsed !== undefined && satisfies(parsed, parseConstraint(range || '*'))
}

/** Charts of a registry: `<url>/<name>:<version>`, with `_` where a version has `+`. */
export function registryDownloader(
  registry: Registry,
  repository: HelmRepository,
  maxChart: number,
): Downloader {
  const base = (repository.spec?.url ?? '').replace(/^oci:\/\//, '').replace(/\/+$/, '')
  return {
    async find(name, range, signal) {
      const { path } = parsePath(`${base}/${name}`)
      const version = await findVersion(registry, { path, base, name, range, signal })
      const tag = version.replaceAll('+', '_')
      let reference = tag
      return {
        name: name.slice(name.lastIndexOf('/') + 1),
        version,
        download: signal =>
          askedFor(`failed to get 'oci://${base}/${name}:${version}'`, () =>
            downloadLayer(registry, {
              host: base.split('/')[0] ?? '',
              path,
              reference,
              maxChart,
              signal,
            }),
          ),
        image: async signal => {
          const { digest } = await registry.resolve(path, tag, signal)
          reference = digest
          return { registry, path, digest, name: `${base}/${name}@${digest}`, signal }
        },
      }
    },
    close: () => registry.close(),
  }
}

function parsePath(text: string) {
  try {
    return parseRepository(text)
  } catch (error) {
    if (!(error instanceof ImageReferenceError)) throw error
    throw new ChartReferenceError(error.message, { cause: error })
  }
}

interface Wanted {
  readonly path: string
  readonly base: string
  readonly name: string
  readonly range: string
  readonly signal: AbortSignal
}

/** flux: a version in full is not looked for in the list of tags. @throws RegistryLookupError */
async function findVersion(registry: Registry, wanted: Wanted): Promise<string> {
  const { name, range } = wanted
  if (parseFullVersion(range)) return range
  const tags = await askedFor(`could not get tags for "${name}"`, () => tagsOf(registry, wanted))
  if (range !== '' && tags.includes(range)) return range
  const matching = await askedFor('', () => tags.filter(tag => isInRange(tag, range)))
  const [newest] = newestFirst(matching.map(version => ({ version, created: '' })))
  if (newest) return newest.version
  throw new RegistryLookupError(`could not locate a version matching provided version string ${range}`)
}

async function tagsOf(registry: Registry, { path, base, name, signal }: Wanted): Promise<readonly string[]> {
  const reference = `oci://${base}/${name}`
  const tags = await askedFor(`could not fetch tags for "${reference}"`, () => registry.tags(path, signal))
  if (tags.length === 0)
    throw new RegistryLookupError(`unable to locate any tags in provided repository: ${reference}`)
  return tags.map(tag => tag.replaceAll('_', '+'))
}

/** What a registry, or its absence, says to a question, in the words of Helm's client. @throws RegistryLookupError */
async function askedFor<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const isExpected = [RegistryError, NetworkError, RegistryLookupError, ConstraintError].some(
      each => error instanceof each,
    )
    if (!(error instanceof Error) || !isExpected) throw error
    const message =
      error instanceof RegistryError ? error.helmText : error.message.replace(/(\/tags\/list)\?n=\d+/, '$1')
    throw new RegistryLookupError(what ? `${what}: ${message}` : message, { cause: error })
  }
}

/** An archive that may be there. */
interface Layer {
  readonly host: string
  readonly path: string
  /** A tag or digest. */
  readonly reference: string
  readonly maxChart: number
  readonly signal: AbortSignal
}

async function downloadLayer(registry: Registry, place: Layer): Promise<Uint8Array> {
  const { path, reference, maxChart, signal } = place
  const { manifest } = await fetchManifest(registry, place)
  const layer = manifest.layers.find(({ mediaType }) => mediaType === mediaTypes.helmChart)
  if (!layer)
    throw new ChartReferenceError(`manifest does not contain a layer with mediatype ${mediaTypes.helmChart}`)
  if (layer.size > maxChart)
    throw new ChartReferenceError(`size of chart '${path}:${reference}' exceeds '${maxChart}' bytes limit`)
  const parts: Uint8Array[] = []
  for await (const part of registry.blob(path, layer, signal)) parts.push(part)
  return Buffer.concat(parts)
}

/** oras: whatever is not there is just that. */
function fetchManifest(registry: Registry, { host, path, reference, signal }: Layer) {
  return askedFor('failed to perform "FetchReference" on source', async () => {
    try {
      return await registry.manifest(path, reference, signal)
    } catch (error) {
      if (!(error instanceof RegistryError) || error.status !== 404) throw error
      const separator = reference.includes(':') ? '@' : ':'
      throw new RegistryLookupError(`${host}/${path}${separator}${reference}: not found`, { cause: error })
    }
  })
}
