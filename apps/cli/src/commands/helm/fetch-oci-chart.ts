/** Charts from OCI registries. @module */
import { compareVersions, parseConstraint, parseVersion, satisfies } from '@sluice/base/semver'
import {
  type Credentials,
  openRegistry,
  parseDockerConfig,
  parseImageReference,
  type Registry,
  type RepositoryName,
} from '@sluice/io/oci'
import { type Access, type FetchedChart, httpOptions } from './fetch-chart.ts'
import { registryLogins } from './registry-logins.ts'

const chartLayer = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip'

/** A chart of a registry: `oci://host/path/name`, perhaps with a tag or digest; else the newest that a constraint allows. */
export async function fetchOciChart(
  reference: string,
  version: string,
  access: Access,
): Promise<FetchedChart> {
  const { registry: host, path, tag, digest } = parseImageReference(reference)
  const registry = openRegistryAt({ registry: host, path }, access)
  try {
    const chosen =
      digest ?? tag ?? (await chooseTag(registry, path, { version, reference, signal: access.signal }))
    const { manifest, descriptor } = await registry.manifest(path, chosen, access.signal)
    const layer = manifest.layers.find(candidate => candidate.mediaType === chartLayer)
    if (!layer)
      throw new Error(`manifest of ${reference} does not contain a layer with mediatype ${chartLayer}`)
    const chunks: Uint8Array[] = []
    for await (const chunk of registry.blob(path, layer, access.signal)) chunks.push(chunk)
    return {
      name: `${path.replace(/^.*\//, '')}-${chosen.replace(/^.*:/, '')}.tgz`,
      bytes: Buffer.concat(chunks),
      digest: descriptor.digest,
    }
  } finally {
    await registry.close()
  }
}

/** The versions that a registry has of a chart, newest first. */
export async function ociVersions(reference: string, access: Access): Promise<string[]> {
  const { registry: host, path } = parseImageReference(reference)
  const registry = openRegistryAt({ registry: host, path }, access)
  try {
    return sortVersions(await registry.tags(path, access.signal))
  } finally {
    await registry.close()
  }
}

function openRegistryAt(repository: RepositoryName, access: Access): Registry {
  const credentials = credentialsFor(repository, access)
  return openRegistry({
    registry: repository.registry,
    plainHttp: access.plainHttp,
    ...(credentials ? { credentials } : {}),
    tls: httpOptions(access).tls,
  })
}

function credentialsFor(
  repository: RepositoryName,
  { username, password, dockerConfig, env }: Access,
): Credentials | undefined {
  if (username) return { type: 'basic', username, password }
  const given = dockerConfig ? parseDockerConfig(dockerConfig)(repository) : undefined
  return given ?? registryLogins(env)(repository)
}

async function chooseTag(
  registry: Registry,
  path: string,
  {
    version,
    reference,
    signal,
  }: { readonly version: string; readonly reference: string; readonly signal: AbortSignal },
): Promise<string> {
  if (version !== '' && parseVersion(version)) return version.replaceAll('+', '_')
  const constraint = parseConstraint(version || '*')
  const found = sortVersions(await registry.tags(path, signal)).find(tag => {
    const parsed = parseVersion(tag)
    return parsed !== undefined && satisfies(parsed, constraint)
  })
  if (found === undefined) throw new Error(`unable to locate any tags in provided repository: ${reference}`)
  return found.replaceAll('+', '_')
}

/** helm: tags hold `_` where versions hold `+`. */
function sortVersions(tags: readonly string[]): string[] {
  const versions = tags.flatMap(tag => {
    const version = parseVersion(tag.replaceAll('_', '+'))
    return version ? [{ text: tag.replaceAll('_', '+'), version }] : []
  })
  return versions.sort((a, b) => compareVersions(b.version, a.version)).map(({ text }) => text)
}
