/**
 * Builds the resources of one revision: kustomize, then the variables of `postBuild`.
 *
 * A build is remembered by the artifact's digest, the path and the fields of the spec that bear on it, so that a
 * reconcile of what has not changed costs nothing here.
 * @module
 */
import type { Kustomization } from '@sluice/api/kustomize'
import { digestOf } from '@sluice/base/digest'
import type { Resource } from '@sluice/base/flow'
import { formatJson, isJsonObject, type JsonValue } from '@sluice/base/json'
import { buildWithRemotes, KustomizeError, type RemoteSource, renderResources } from '@sluice/kustomize'
import type { Deps } from './deps.ts'
import type { SourceTree } from './fetch.ts'
import { generateKustomization } from './generate.ts'
import { isSubstituted, substituteVariables } from './post-build.ts'
import { specOf } from './spec.ts'
import { loadVariables } from './variables.ts'

/** What came of a build. */
export interface Build {
  readonly resources: readonly Resource[]
  /** Of the rendered text; names the content in the history. */
  readonly digest: string
}

/** Builds a Kustomization from a source. @throws KustomizeError, or Error for variables that are missing */
export async function buildResources(
  source: SourceTree,
  ks: Kustomization,
  { deps, signal }: { readonly deps: Deps; readonly signal: AbortSignal },
): Promise<Build> {
  const key = keyOf(source, ks)
  const resources = await builtOnce(key, source, ks, { deps, signal })
  const { postBuild } = specOf(ks)
  const first = resources.find(isSubstituted)
  if (!postBuild || !first) return deps.builds.get(`${key} rendered`, () => rendered(resources), one)
  const variables = await namingFailure(first, () => loadVariables(ks, postBuild, { deps, signal }))
  const options = { strategy: postBuild.substituteStrategy, strict: deps.config.strictSubstitutions }
  const values = digestOf(JSON.stringify([[...variables], options]))
  const make = () => rendered(resources.map(resource => replaced(resource, variables, options)))
  return deps.builds.get(`${key} ${values}`, make, build => build.resources.length)
}

function replaced(resource: Resource, ...rest: DropFirst<Parameters<typeof substituteVariables>>): Resource {
  if (!isSubstituted(resource)) return resource
  try {
    return substituteVariables(resource, ...rest)
  } catch (error) {
    throw postBuildFailure(resource, error)
  }
}

type DropFirst<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never

/** A build is kept, unless something of it is elsewhere and may change without the source. */
async function builtOnce(
  key: string,
  source: SourceTree,
  ks: Kustomization,
  { deps, signal }: { readonly deps: Pick<Deps, 'builds' | 'remoteBases'>; readonly signal: AbortSignal },
): Promise<readonly Resource[]> {
  const known = deps.builds.find<readonly Resource[]>(key)
  if (known) return known.value
  let isRemote = false
  const remote = deps.remoteBases?.(signal)
  const bases: RemoteSource = {
    file: url => {
      isRemote = true
      return remote ? remote.file(url) : forbidden(url)
    },
    repository: url => {
      isRemote = true
      return remote ? remote.repository(url) : forbidden(url.raw)
    },
    chart: ({ name }) => forbidden(name),
  }
  const resources = await runKustomize(source, ks, bases)
  if (!isRemote) deps.builds.keep(key, resources, resources.length)
  return resources
}

async function forbidden(what: string): Promise<{ readonly type: 'failed'; readonly reason: string }> {
  return { type: 'failed', reason: `'${what}' is outside the source, which the controller does not allow` }
}

async function runKustomize(
  source: SourceTree,
  ks: Kustomization,
  bases: RemoteSource,
): Promise<readonly Resource[]> {
  const tree = generateKustomization(source, ks)
  try {
    const options = { loadRestrictions: 'none', reorder: 'none', shownRoot: source.shownRoot } as const
    const resources = await buildWithRemotes({ tree, dir: source.dir }, bases, options)
    for (const resource of resources) requireIdentity(resource)
    return resources
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error
    throw new KustomizeError(`kustomize build failed: ${error.message}`, { cause: error })
  }
}

function requireIdentity(resource: Resource): void {
  if (resource.apiVersion && resource.kind && resource.metadata?.name) return
  const shown = formatJson(sorted(resource))
  throw new Error(`failed to decode Kubernetes apiVersion, kind and name from: ${shown}`)
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map(key => [key, sorted(value[key] ?? null)]),
  )
}

function rendered(resources: readonly Resource[]): Build {
  return { resources, digest: digestOf(renderResources(resources)) }
}

async function namingFailure<T>(resource: Resource, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw postBuildFailure(resource, error)
  }
}

function postBuildFailure({ apiVersion, kind, metadata }: Resource, cause: unknown): Error {
  const [version = '', group = '[noGrp]'] = apiVersion.split('/').reverse()
  const why = cause instanceof Error ? cause.message : String(cause)
  return new Error(`post build failed for '${kind}.${version}.${group}/${metadata.name}': ${why}`, { cause })
}

/** Every field of the spec that changes what is built. */
function keyOf({ digest, dir }: SourceTree, ks: Kustomization): string {
  const {
    targetNamespace,
    namePrefix,
    nameSuffix,
    patches,
    images,
    components,
    ignoreMissingComponents,
    buildMetadata,
  } = specOf(ks)
  const fields = {
    targetNamespace,
    namePrefix,
    nameSuffix,
    patches,
    images,
    components,
    ignoreMissingComponents,
    buildMetadata,
  }
  return `${digest} ${dir} ${digestOf(JSON.stringify(fields))}`
}

function one(): number {
  return 1
}
