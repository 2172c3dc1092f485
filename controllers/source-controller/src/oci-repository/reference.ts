/** Which artifact of the repository is meant, and what it is now. @module */
import { type OCIRepository, Reason, SourceCondition } from '@sluice/api/source'
import {
  ConstraintError,
  compareVersions,
  parseConstraint,
  parseFullVersion,
  satisfies,
} from '@sluice/base/semver'
import { NetworkError } from '@sluice/io/http'
import {
  ImageReferenceError,
  ManifestError,
  mediaTypes,
  parseRepository,
  type Registry,
  RegistryError,
  type RepositoryName,
} from '@sluice/io/oci'
import { Failed, Stalled } from '@sluice/kube/runtime'
import { compilePattern, PatternError } from '@sluice/regex'
import type { OCIRun } from './reconciler.ts'

/** A repository that can be asked, until the time is up. */
export interface RemoteRepository {
  readonly registry: Registry
  readonly path: string
  readonly signal: AbortSignal
}

/** A tag, or a digest. */
export type Reference = { readonly tag: string } | { readonly digest: string }

/** The repository that the URL names. */
export function parseUrl(repo: OCIRepository, run: Pick<OCIRun, 'mark'>): RepositoryName {
  const url = repo.spec?.url ?? ''
  try {
    return parseRepository(url.replace(/^oci:\/\//, ''))
  } catch (error) {
    if (!(error instanceof ImageReferenceError)) throw error
    const message = `URL validation failed for '${url}': ${error.message}`
    run.mark(SourceCondition.FetchFailed, 'True', Reason.URLInvalid, message)
    throw new Stalled(Reason.URLInvalid, message)
  }
}

/** A digest outranks a range of versions, that a tag. */
export async function findReference(repo: OCIRepository, source: RemoteRepository): Promise<Reference> {
  const { ref = {}, url } = repo.spec ?? {}
  if (ref.digest) return { digest: ref.digest }
  if (!ref.semver) return { tag: ref.tag || 'latest' }
  try {
    return { tag: await highestTag(repo, ref.semver, source) }
  } catch (error) {
    if (!isExpected(error) && !(error instanceof ConstraintError) && !(error instanceof PatternError))
      throw error
    throw fetchFailed(
      Reason.ReadOperationFailed,
      `failed to determine the artifact tag for '${url}': ${error.message}`,
      error,
    )
  }
}

class NoMatchError extends Error {
  override readonly name = 'NoMatchError'
}

async function highestTag(repo: OCIRepository, range: string, source: RemoteRepository): Promise<string> {
  const tags = await source.registry.tags(source.path, source.signal)
  const filter = repo.spec?.ref?.semverFilter
  const matches = filter ? compilePattern(filter) : undefined
  const constraint = constraintOf(range)
  // Charts have a `+` in their versions, which no tag may have.
  const isChart = repo.spec?.layerSelector?.mediaType === mediaTypes.helmChart
  const found = tags
    .filter(tag => !matches || matches.find(tag))
    .flatMap(tag => {
      const version = parseFullVersion(isChart ? tag.replaceAll('_', '+') : tag)
      return version && satisfies(version, constraint) ? [{ tag, version }] : []
    })
    .sort((a, b) => compareVersions(b.version, a.version))
  if (!found[0]) throw new NoMatchError(`no match found for semver: ${range}`)
  return found[0].tag
}

function constraintOf(range: string) {
  try {
    return parseConstraint(range)
  } catch (error) {
    if (!(error instanceof ConstraintError)) throw error
    throw new ConstraintError(`semver '${range}' parse error: ${error.message}`)
  }
}

/** `<tag>@<digest>`, or the digest alone. */
export async function resolveRevision(reference: Reference, source: RemoteRepository): Promise<string> {
  if ('digest' in reference) return checkedDigest(reference.digest)
  try {
    const { digest } = await source.registry.resolve(source.path, reference.tag, source.signal)
    return `${reference.tag}@${digest}`
  } catch (error) {
    if (!isExpected(error)) throw error
    throw fetchFailed(
      Reason.OCIArtifactPullFailed,
      `failed to determine artifact digest: ${error.message}`,
      error,
    )
  }
}

/** ggcr: the digest must be of an algorithm that is in use. */
function checkedDigest(digest: string): string {
  const [, algorithm = '', hex = ''] = /^([^:]*):(.*)$/s.exec(digest) ?? []
  const digits = { sha256: 64, sha384: 96, sha512: 128 }[algorithm]
  const other = /[^0-9a-f]/.exec(hex)?.[0]
  const problem = !digest.includes(':')
    ? `cannot parse hash: ${JSON.stringify(digest)}`
    : other !== undefined
      ? `found non-hex character in hash: ${other}`
      : digits === undefined
        ? `unsupported hash: ${JSON.stringify(algorithm)}`
        : hex.length !== digits
          ? `wrong number of hex digits for ${algorithm}: ${hex}`
          : undefined
  if (problem === undefined) return digest
  throw fetchFailed(Reason.OCIArtifactPullFailed, `failed to determine artifact digest: ${problem}`)
}

/** The digest of a revision. */
export function digestOfRevision(revision: string): string {
  return revision.slice(revision.lastIndexOf('@') + 1)
}

/** Whether a registry's answer, or its absence, is the reason. */
export function isExpected(error: unknown): error is Error {
  return (
    error instanceof RegistryError ||
    error instanceof NetworkError ||
    error instanceof ManifestError ||
    error instanceof NoMatchError
  )
}

/** A failure of fetching, which the FetchFailed condition shows. */
export function fetchFailed(reason: string, message: string, cause?: unknown): Failed {
  return new Failed(reason, message, { condition: SourceCondition.FetchFailed, cause })
}
