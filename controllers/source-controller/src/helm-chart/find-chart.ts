/** The chart that the object means, wherever its source keeps it. @module */
import { type HelmChart, type HelmRepository, Reason, SourceCondition } from '@sluice/api/source'
import { parseDuration } from '@sluice/base/duration'
import type { Artifact } from '@sluice/base/flow'
import { treeOfTarGz } from '@sluice/base/tar'
import { parseRepositoryIndex } from '@sluice/helm'
import { IdentityError } from '@sluice/io/cloud-identity'
import { type ChartRepository, ChartRepositoryError } from '@sluice/io/helm-repository'
import { NetworkError } from '@sluice/io/http'
import {
  type Credentials,
  DockerConfigError,
  type Keychain,
  parseDockerConfig,
  parseRepository,
} from '@sluice/io/oci'
import { Failed } from '@sluice/kube/runtime'
import { connectionOf, normalizedUrl } from '../helm-repository/connect.ts'
import { textOf } from '../secrets/secret-data.ts'
import type { FoundChart } from './build.ts'
import { findLocalChart } from './build-local.ts'
import { findRemoteChart } from './build-remote.ts'
import { addMissingDependencies } from './dependencies.ts'
import type { ChartSource, Deps } from './deps.ts'
import { type Downloader, indexDownloader, registryDownloader } from './downloader.ts'
import type { ChartRun } from './reconciler.ts'
import { openCheck } from './verify.ts'

/** Finds the chart. `close` what is given once its archive is no longer needed. */
export async function findChart(
  object: HelmChart,
  source: ChartSource,
  run: Pick<ChartRun, 'signal' | 'now' | 'mark'>,
  deps: Deps,
): Promise<FoundChart & { close(): Promise<void> }> {
  const { signal } = run
  if (source.kind === 'HelmRepository') {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutOf(source.object))])
    const downloader = await openDownloader(source.object, limited, deps)
    try {
      const isOci = source.object.spec?.type === 'oci'
      const check = isOci ? await openCheck(object, run, deps) : object.spec?.verify && neverVerified
      const found = await findRemoteChart(object, downloader, {
        signal: limited,
        now: run.now(),
        check,
        limits: deps.limits,
      })
      return { ...found, close: () => downloader.close() }
    } catch (error) {
      await downloader.close()
      throw error
    }
  }
  const artifact = source.object.status?.artifact as Artifact
  const tree = treeOfTarGz(await deps.store.bytesOf(artifact))
  const open = (url: string) => openByUrl(object.metadata.namespace ?? '', url, signal, deps)
  const found = await findLocalChart(
    object,
    { tree, kind: source.kind, revision: artifact.revision },
    {
      addDependencies: (chart, path) => addMissingDependencies(chart, path, { tree, open, signal }),
      now: run.now(),
      limits: deps.limits,
    },
  )
  return { ...found, close: async () => {} }
}

/** An HTTP repository's charts have no image to give to a check. */
const neverVerified = async (): Promise<'ignored'> => 'ignored'

function timeoutOf(repository: HelmRepository): number {
  return parseDuration(repository.spec?.timeout ?? '1m')
}

/** A repository of the same namespace with that address lends its credentials; without one we are anonymous. */
async function openByUrl(
  namespace: string,
  url: string,
  signal: AbortSignal,
  deps: Deps,
): Promise<Downloader> {
  const normalized = normalizedUrl(url)
  const known = deps.findRepository(namespace, normalized)
  const type = url.startsWith('oci://') ? 'oci' : 'default'
  const anonymous = { metadata: { namespace, name: '' }, spec: { url: normalized, type } } as HelmRepository
  return openDownloader(known ?? anonymous, signal, deps)
}

async function openDownloader(
  repository: HelmRepository,
  signal: AbortSignal,
  deps: Deps,
): Promise<Downloader> {
  const options = await connectionOf(repository, signal, deps)
  if (repository.spec?.type === 'oci') return openOci(repository, options, signal, deps)
  const opened = deps.openRepository({ ...options, url: normalizedUrl(options.url) })
  return indexDownloader(opened, async signal => {
    const parse = (bytes: Uint8Array) => parseRepositoryIndex(new TextDecoder().decode(bytes))
    const stored = repository.status?.artifact
    if (!stored) return parse(await fetchIndex(opened, signal))
    return deps.indexes.get(stored.digest, async () => parse(await deps.store.bytesOf(stored)))
  })
}

async function fetchIndex(repository: ChartRepository, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await repository.index(signal)
  } catch (error) {
    if (!(error instanceof ChartRepositoryError || error instanceof NetworkError)) throw error
    const what = 'failed to cache index: failed to cache index to temporary file'
    throw new ChartRepositoryError(`${what}: ${error.message}`)
  }
}

async function openOci(
  repository: HelmRepository,
  options: Awaited<ReturnType<typeof connectionOf>>,
  signal: AbortSignal,
  deps: Deps,
): Promise<Downloader> {
  const place = parseRepository(
    `${(repository.spec?.url ?? '').replace(/^oci:\/\//, '').replace(/\/+$/, '')}/chart`,
  )
  const basic = options.username
    ? ({ type: 'basic', username: options.username, password: options.password ?? '' } as const)
    : undefined
  const credentials =
    basic ??
    (await keychainOf(repository, signal, deps))?.(place) ??
    (await providerLogin(repository, place.registry, signal, deps))
  const registry = deps.openRegistry({
    registry: place.registry,
    ...(options.tls ? { tls: options.tls } : {}),
    // helm: TLS or not is as the spec has it, whatever the host.
    plainHttp: repository.spec?.insecure === true,
    ...(credentials ? { credentials } : {}),
  })
  return registryDownloader(registry, repository, deps.limits.maxChart)
}

/** flux: a cloud's registry is logged in to as the controller, and before it asks for that. */
async function providerLogin(
  { spec }: HelmRepository,
  registry: string,
  signal: AbortSignal,
  { identities }: Deps,
): Promise<Credentials | undefined> {
  const { provider = 'generic', secretRef } = spec ?? {}
  if (provider === 'generic' || secretRef) return undefined
  try {
    const { username, password } = await identities.cloud.registryLogin(provider, registry, { signal })
    return { type: 'basic', username, password }
  } catch (error) {
    if (!(error instanceof IdentityError || error instanceof NetworkError)) throw error
    const message = `unable to get authentication data from OIDC: ${error.message}`
    throw new Failed(Reason.AuthenticationFailed, message, {
      condition: SourceCondition.FetchFailed,
      cause: error,
    })
  }
}

async function keychainOf(
  repository: HelmRepository,
  signal: AbortSignal,
  deps: Deps,
): Promise<Keychain | undefined> {
  const name = repository.spec?.secretRef?.name
  if (name === undefined) return undefined
  const data = await deps.getSecret(repository.metadata.namespace ?? '', name, signal)
  const config = textOf(data['.dockerconfigjson'])
  if (!config) return undefined
  try {
    return parseDockerConfig(config)
  } catch (error) {
    if (!(error instanceof DockerConfigError)) throw error
    const message = `failed to configure OCI registry authentication: ${error.message}`
    throw new Failed(Reason.AuthenticationFailed, message, {
      condition: SourceCondition.FetchFailed,
      cause: error,
    })
  }
}
