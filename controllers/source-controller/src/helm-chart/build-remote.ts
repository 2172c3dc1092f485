/** A chart of a repository or registry: kept as it came, unless values files are merged into it. @module */
import type { HelmChart } from '@sluice/api/source'
import { ConstraintError } from '@sluice/base/semver'
import { ChartError, loadChartArchive, packageChart, readArchiveHead } from '@sluice/helm'
import { ChartRepositoryError } from '@sluice/io/helm-repository'
import { NetworkError } from '@sluice/io/http'
import { DigestMismatchError, ManifestError, RegistryError } from '@sluice/io/oci'
import type { CheckImage, VerificationResult } from '../verification/open-verification.ts'
import { SignatureError } from '../verification/signature-error.ts'
import { type FoundChart, withMetadata } from './build.ts'
import { BuildError, failingAs, failures } from './build-error.ts'
import type { Deps } from './deps.ts'
import { ChartReferenceError, type Downloader, RegistryLookupError, type RemoteChart } from './downloader.ts'
import { filesOfChart, valuesFilesOf, withValuesFiles } from './values-files.ts'

/** What can go wrong between here and the repository. */
const remoteErrors = [
  ChartRepositoryError,
  NetworkError,
  RegistryError,
  RegistryLookupError,
  ManifestError,
  DigestMismatchError,
]
const validName = /^(?:[-a-z0-9]+\/?\.?)+$/

/** How long it may take, when it is, and how its signature is checked; it is not if undefined. */
export interface RemoteBuild {
  readonly signal: AbortSignal
  readonly now: Date
  readonly check?: CheckImage | undefined
  readonly limits: Deps['limits']
}

/** Finds the chart; nothing but the list of versions is fetched yet. @throws BuildError */
export async function findRemoteChart(
  object: HelmChart,
  downloader: Downloader,
  { signal, now, check, limits }: RemoteBuild,
): Promise<FoundChart> {
  const { chart: name = '', version: range = '' } = object.spec ?? {}
  requireValidName(name)
  const remote = await find(downloader, name, range, signal)
  const result = check && (await verify(remote, check, signal))
  const isPackaged = valuesFilesOf(object).length > 0
  const version = withMetadata(remote.version, isPackaged ? String(object.metadata.generation) : '')
  return {
    name: remote.name,
    version,
    isPackaged,
    isVerified: result === 'verified',
    async archive() {
      const bytes = await download(remote, signal)
      if (!isPackaged) {
        requireHead(bytes, limits)
        return { bytes, valuesFiles: [], resolvedDependencies: 0 }
      }
      const loaded = await failingAs(failures.package, [ChartError], () => loadChartArchive(bytes), {
        what: 'failed to load downloaded chart',
      })
      loaded.metadata = { ...loaded.metadata, version }
      const { chart, valuesFiles } = withValuesFiles(loaded, object, filesOfChart(loaded))
      const packed = await failingAs(failures.package, [ChartError], () => packageChart(chart, now))
      return { bytes: packed, valuesFiles, resolvedDependencies: 0 }
    },
  }
}

function requireValidName(name: string): void {
  if (name === '') throw new BuildError(failures.reference, 'no name set for remote chart reference')
  if (name.length <= 2048 && validName.test(name)) return
  throw new BuildError(
    failures.reference,
    `invalid chart name '${name}': a valid name must be lower case letters and numbers and MAY be separated with ` +
      'dashes (-), slashes (/) or periods (.)',
  )
}

async function find(
  downloader: Downloader,
  name: string,
  range: string,
  signal: AbortSignal,
): Promise<RemoteChart> {
  const prefix = 'failed to get chart version for remote reference'
  try {
    return await downloader.find(name, range, signal)
  } catch (error) {
    if (error instanceof ChartReferenceError || error instanceof ConstraintError)
      throw new BuildError(failures.reference, `${prefix}: ${error.message}`, error)
    if ([...remoteErrors, ChartError].some(expected => error instanceof expected))
      throw new BuildError(failures.pull, `${prefix}: ${(error as Error).message}`, error)
    throw error
  }
}

/** flux: a chart's signature is looked at each time. */
async function verify(
  remote: RemoteChart,
  check: CheckImage,
  signal: AbortSignal,
): Promise<VerificationResult> {
  let name = remote.name
  try {
    const image = remote.image ? await remote.image(signal) : undefined
    // flux: a chart of an HTTP repository has no signature that could be looked at.
    if (!image) throw new BuildError(failures.verification, 'not implemented')
    name = image.name
    return await check(image)
  } catch (error) {
    if (![...remoteErrors, SignatureError].some(expected => error instanceof expected)) throw error
    const message = error instanceof Error ? error.message : String(error)
    throw new BuildError(failures.verification, `failed to verify oci://${name}: ${message}`, error)
  }
}

/** An archive that is passed on as it came is one of a chart at least. */
function requireHead(bytes: Uint8Array, { maxChartFile }: Deps['limits']): void {
  try {
    readArchiveHead(bytes, maxChartFile)
  } catch (error) {
    if (!(error instanceof ChartError)) throw error
    const step = error.message.startsWith('validation: ')
      ? 'validate metadata of'
      : 'load chart metadata from'
    throw new BuildError(failures.pull, `failed to ${step} written chart: ${error.message}`, error)
  }
}

async function download(remote: RemoteChart, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await remote.download(signal)
  } catch (error) {
    if (![...remoteErrors, ChartReferenceError].some(expected => error instanceof expected)) throw error
    const message = error instanceof Error ? error.message : String(error)
    throw new BuildError(failures.pull, `failed to download chart for remote reference: ${message}`, error)
  }
}
