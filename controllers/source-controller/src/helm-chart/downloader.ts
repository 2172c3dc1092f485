/** Where charts are downloaded from: a repository with an index, or a registry. @module */
import type { HelmRepository } from '@sluice/api/source'
import { parseConstraint, parseStrictVersion, satisfies } from '@sluice/base/semver'
import type { RepositoryIndex } from '@sluice/helm'
import type { ChartRepository } from '@sluice/io/helm-repository'
import { ImageReferenceError, mediaTypes, parseRepository, type Registry } from '@sluice/io/oci'
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
  const parsed = parseStrictVersion(version.replace(/^v/, ''))
  return parsed !== undefined && satisfies(parsed, parseConstraint(range || '*'))
}

const maxChart = 10 * 1024 ** 2

/** Charts of a registry: `<url>/<name>:<version>`, with `_` where a version has `+`. */
export function registryDownloader(registry: Registry, repository: HelmRepository): Downloader {
  const base = (repository.spec?.url ?? '').replace(/^oci:\/\//, '').replace(/\/+$/, '')
  return {
    async find(name, range, signal) {
      const { path } = parsePath(`${base}/${name}`)
      const version = await findVersion(registry, { path, name, range, signal })
      const tag = version.replaceAll('+', '_')
      let reference = tag
      return {
        name: name.slice(name.lastIndexOf('/') + 1),
        version,
        download: signal => downloadLayer(registry, path, reference, signal),
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
  readonly name: string
  readonly range: string
  readonly signal: AbortSignal
}

/** flux: a version in full is not looked for in the list of tags. */
async function findVersion(registry: Registry, { path, name, range, signal }: Wanted): Promise<string> {
  if (parseStrictVersion(range)) return range
  const tags = (await registry.tags(path, signal)).map(tag => tag.replaceAll('_', '+'))
  if (tags.length === 0)
    throw new ChartReferenceError(`unable to locate any tags in provided repository: oci://${path}`)
  const exact = tags.find(tag => tag === range)
  const [newest] = newestFirst(
    tags.filter(tag => isInRange(tag, range)).map(version => ({ version, created: '' })),
  )
  const found = exact ?? newest?.version
  if (found === undefined)
    throw new ChartReferenceError(
      `could not locate a version matching provided version string ${range} of chart '${name}'`,
    )
  return found
}

async function downloadLayer(
  registry: Registry,
  path: string,
  tag: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { manifest } = await registry.manifest(path, tag, signal)
  const layer = manifest.layers.find(({ mediaType }) => mediaType === mediaTypes.helmChart)
  if (!layer)
    throw new ChartReferenceError(`manifest does not contain a layer with mediatype ${mediaTypes.helmChart}`)
  if (layer.size > maxChart)
    throw new ChartReferenceError(`size of chart '${path}:${tag}' exceeds '${maxChart}' bytes limit`)
  const parts: Uint8Array[] = []
  for await (const part of registry.blob(path, layer, signal)) parts.push(part)
  return Buffer.concat(parts)
}
