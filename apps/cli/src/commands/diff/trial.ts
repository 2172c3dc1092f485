import { ManagedBy } from '@sluice/api/kustomize'
import { formatObjectRef, type Resource } from '@sluice/base/flow'
import { hasDrifted, hasMarker, isExcluded, normalize, resourceRef } from '@sluice/kube/apply'
import { KubeError } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import type { Context } from '../../context.ts'

/** What applying a resource would do. */
export type Trial =
  | {
      readonly type: 'created' | 'unchanged' | 'skipped'
      readonly subject: string
      readonly object: KubeObject
    }
  | {
      readonly type: 'drifted'
      readonly subject: string
      readonly live: KubeObject
      readonly object: KubeObject
    }

/** Who would apply, and the group of the annotations that it heeds. */
export interface Applier {
  readonly fieldManager: string
  readonly group: string
}

const kustomizeController: Applier = {
  fieldManager: 'kustomize-controller',
  group: 'kustomize.toolkit.fluxcd.io',
}

/** Asks the server what it would make of a resource. Nothing is changed. @throws Error naming the resource */
export async function tryResource(
  resource: Resource,
  context: Context,
  applier = kustomizeController,
): Promise<Trial> {
  const client = await context.client()
  const subject = formatObjectRef(resourceRef(resource))
  const kind = await client.resolve(resource.apiVersion, resource.kind, context.signal)
  if (!kind)
    throw new Error(
      `${subject} dry-run failed: no matches for kind ${JSON.stringify(resource.kind)} in version ${JSON.stringify(resource.apiVersion)}`,
    )
  const live = await client.find(
    kind,
    resource.metadata.namespace ?? '',
    resource.metadata.name,
    context.signal,
  )
  const desired = normalize(resource) as unknown as KubeObject
  if (isExcluded(resource.metadata, applier.group) || (live && isExcluded(live.metadata, applier.group)))
    return { type: 'skipped', subject, object: live ?? desired }
  if (live && hasMarker(resource.metadata, ManagedBy.Ssa, 'IfNotPresent'))
    return { type: 'unchanged', subject, object: live }
  return apply(desired, { subject, live, applier }, context)
}

async function apply(
  desired: KubeObject,
  {
    subject,
    live,
    applier,
  }: { readonly subject: string; readonly live: KubeObject | undefined; readonly applier: Applier },
  context: Context,
): Promise<Trial> {
  const client = await context.client()
  try {
    const object = await client.apply(desired, {
      fieldManager: applier.fieldManager,
      force: true,
      dryRun: true,
      signal: context.signal,
    })
    if (!live) return { type: 'created', subject, object }
    return hasDrifted(live, object)
      ? { type: 'drifted', subject, live, object }
      : { type: 'unchanged', subject, object }
  } catch (error) {
    // What cannot be changed in place would be replaced.
    if (live && hasMarker(desired.metadata, ManagedBy.Force, 'enabled') && isImmutable(error))
      return { type: 'drifted', subject, live, object: desired }
    throw failure(subject, error)
  }
}

function isImmutable(error: unknown): boolean {
  return error instanceof KubeError && error.status.code === 422 && /immutable/.test(error.message)
}

function failure(subject: string, error: unknown): unknown {
  if (!(error instanceof KubeError)) return error
  if (error.status.code === 404) return new Error(`${subject} not found: ${error.message}`, { cause: error })
  const reason = error.status.code === 500 || !error.status.reason ? '' : ` (${error.status.reason})`
  return new Error(`${subject} dry-run failed${reason}: ${error.message}`, { cause: error })
}
