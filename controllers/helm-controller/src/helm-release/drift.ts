/** Compares what was released with what is in the cluster. @module */
import { type HelmRelease, type HelmSnapshot, ManagedBy } from '@sluice/api/helm'
import { digestOf } from '@sluice/base/digest'
import { formatObjectRef, type Resource } from '@sluice/base/flow'
import type { JsonObject } from '@sluice/base/json'
import type { ReleaseRecord } from '@sluice/helm/release'
import {
  type Cluster,
  type DriftRule,
  hasMarker,
  ignoredPaths,
  managersPatch,
  normalize,
  type TakenOverManager,
  withoutPaths,
} from '@sluice/kube/apply'
import { KubeError } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import { selects } from '@sluice/kustomize'
import { buildServed, type Target } from './build.ts'
import type { ReleaseCluster } from './deps.ts'
import { jsonDiff, type Operation } from './json-diff.ts'
import { owned } from './ownership.ts'
import type { QuietObject } from './quiet-releases.ts'
import { isRemembered, remember } from './remembered.ts'
import { specOf } from './spec.ts'

/** How one object differs from what was released. */
export interface ObjectDrift {
  readonly target: Target
  readonly type: 'same' | 'missing' | 'changed' | 'excluded'
  /** What makes it as it should be. */
  readonly patch: readonly Operation[]
}

/** What was released. */
interface Released {
  readonly release: HelmRelease
  /** What names the content of the record. */
  readonly latest: HelmSnapshot
  read(): Promise<ReleaseRecord>
  /** Managers whose fields are taken over before anything is compared. */
  readonly overrideManagers: readonly string[]
}

/**
 * Compares every object of a record, by a dry-run, so that fields which nobody released do not count. Objects that
 * nobody touched since they were last found to be as released cost no request.
 */
export async function findDrift(
  cluster: ReleaseCluster,
  { release, latest, read, overrideManagers }: Released,
): Promise<readonly ObjectDrift[]> {
  const { ignore = [] } = specOf(release).driftDetection ?? {}
  const rules = {
    ignore: ignore.map(driftRule),
    overrides: overrideManagers.flatMap((name): TakenOverManager[] => [
      { name, operation: 'Apply' },
      { name, operation: 'Update' },
    ]),
    name: ignore.length > 0 ? digestOf(JSON.stringify(ignore)) : '',
  }
  const [id, what] = [release.metadata.uid ?? '', `${latest.digest} ${rules.name}`]
  if (cluster.quiet?.isQuiet(id, what, cluster)) return []
  const record = await read()
  const { targets, unknown } = await buildServed(cluster.client, record.manifest, record.namespace)
  const drifts: ObjectDrift[] = []
  const errors = unknown.map(
    ({ apiVersion, kind }) =>
      `failed to determine if ${kind} is namespace scoped: no matches for kind "${kind}" in version "${apiVersion}"`,
  )
  for (const target of targets) {
    try {
      drifts.push(await compare(cluster, owned(target, record), rules))
    } catch (error) {
      errors.push(error instanceof Error ? error.message : String(error))
    }
  }
  if (errors.length > 0 && !isDrifted(drifts))
    throw new Error(`unable to determine cluster state: ${errors.join(', ')}`)
  const quiet = errors.length === 0 ? quietObjects(cluster, drifts) : undefined
  if (quiet) cluster.quiet?.note(id, what, quiet)
  else cluster.quiet?.forget(id)
  return drifts
}

/** The objects to keep an eye on; undefined unless all of them are as released, and watched. */
function quietObjects(
  { memory }: Cluster,
  drifts: readonly ObjectDrift[],
): readonly QuietObject[] | undefined {
  const objects: QuietObject[] = []
  for (const { target, type } of drifts) {
    const { kind, ref } = target
    const known = memory?.find(kind, ref)
    if (type === 'excluded' && isExcluded(target.resource.metadata)) continue
    if (type !== 'same' || !known) return undefined
    objects.push({ kind, ref, applied: known.applied })
  }
  return objects
}

/** Whether anything is to be corrected. */
export function isDrifted(drifts: readonly ObjectDrift[]): boolean {
  return drifts.some(({ type }) => type === 'missing' || type === 'changed')
}

/** A line for each object that is not as released. */
export function formatDrift(drifts: readonly ObjectDrift[]): string {
  return drifts
    .filter(({ type }) => type !== 'same')
    .map(({ target, type, patch }) => `${formatObjectRef(target.ref)} ${describe(type, patch)}`)
    .join('\n')
}

function describe(type: ObjectDrift['type'], patch: readonly Operation[]): string {
  if (type === 'missing') return 'removed'
  if (type === 'excluded') return 'excluded'
  const count = (op: Operation['op']) => patch.filter(operation => operation.op === op).length
  return `changed (${count('add')} additions, ${count('replace')} changes, ${count('remove')} removals)`
}

interface Rules {
  readonly ignore: readonly DriftRule[]
  readonly overrides: readonly TakenOverManager[]
  /** What objects that were compared by these rules are remembered with. */
  readonly name: string
}

async function compare(cluster: Cluster, target: Target, rules: Rules): Promise<ObjectDrift> {
  const { client, fieldManager } = cluster
  const resource = normalize(target.resource)
  const paths = ignoredPaths(resource, rules.ignore)
  const excluded: ObjectDrift = { target, type: 'excluded', patch: [] }
  if (isExcluded(resource.metadata) || paths.includes('')) return excluded
  const { kind, ref } = target
  const isSettled = rules.overrides.length === 0 && isRemembered(cluster, target, rules.name)
  if (isSettled) return { target, type: 'same', patch: [] }
  const live = await client.find(kind, ref.namespace, ref.name)
  if (live && isExcluded(live.metadata)) return excluded
  if (live) await takeOver(cluster, { target, live, managers: rules.overrides })
  const wanted = await dryRun(resource)
  if (!live || !wanted.metadata.resourceVersion) return { target, type: 'missing', patch: [] }
  const patch = differences(withoutPaths(live, paths), withoutPaths(wanted, paths))
  if (patch.length > 0) return { target, type: 'changed', patch }
  remember(cluster, target, live, paths.length > 0 ? rules.name : '')
  return { target, type: 'same', patch }

  async function dryRun(object: Resource): Promise<KubeObject> {
    try {
      return await client.apply(object as unknown as KubeObject, { fieldManager, force: true, dryRun: true })
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      const reason = error instanceof KubeError ? ` (${error.status.reason})` : ''
      throw new Error(`${formatObjectRef(ref)} dry-run failed${reason}: ${why}`, { cause: error })
    }
  }
}

/** What others set becomes ours, so that it goes where the manifest does not say it. */
async function takeOver(
  { client, fieldManager }: Cluster,
  {
    target: { kind, ref },
    live,
    managers,
  }: {
    readonly target: Target
    readonly live: KubeObject
    readonly managers: readonly TakenOverManager[]
  },
): Promise<void> {
  const body = managersPatch(live, managers, fieldManager)
  if (body.length === 0) return
  try {
    await client.patch(kind, ref.namespace, ref.name, { type: 'json', body }, { fieldManager })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`failed to clean-up disallowed field managers: ${why}`, { cause: error })
  }
}

/** Labels and annotations that others added do not count. */
function differences(live: KubeObject, wanted: KubeObject): readonly Operation[] {
  const inMetadata = jsonDiff(metadataOf(live), metadataOf(wanted)).filter(({ op }) => op !== 'remove')
  return [...inMetadata, ...jsonDiff(contentOf(live), contentOf(wanted))]
}

function metadataOf({ metadata }: KubeObject): JsonObject {
  const { labels, annotations } = metadata
  return { metadata: { ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) } }
}

function contentOf(object: KubeObject): JsonObject {
  const { metadata: _, status: __, ...content } = object
  return content as unknown as JsonObject
}

function isExcluded(metadata: object): boolean {
  return hasMarker(metadata, ManagedBy.DriftDetection, 'disabled')
}

type IgnoreRule = NonNullable<
  NonNullable<NonNullable<HelmRelease['spec']>['driftDetection']>['ignore']
>[number]

function driftRule({ paths, target }: IgnoreRule): DriftRule {
  return { paths, ...(target ? { matches: selects(target) } : {}) }
}
