import { ManagedBy } from '@sluice/api/kustomize'
import { formatObjectRef, type Resource } from '@sluice/base/flow'
import { hasDrifted, hasMarker, isExcluded, normalize, resourceRef } from '@sluice/kube/apply'
import { KubeError } from '@sluice/kube/client'
import type { KindInfo, KubeObject } from '@sluice/kube/meta'
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

const group = 'kustomize.toolkit.fluxcd.io'

/** Asks the server what it would make of a resource. Nothing is changed. @throws Error naming the resource */
export async function tryResource(resource: Resource, context: Context): Promise<Trial> {
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
  if (isExcluded(resource.metadata, group) || (live && isExcluded(live.metadata, group)))
    return { type: 'skipped', subject, object: live ?? desired }
  if (live && hasMarker(resource.metadata, ManagedBy.Ssa, 'IfNotPresent'))
    return { type: 'unchanged', subject, object: live }
  return apply(desired, { subject, kind, live }, context)
}

async function apply(
  desired: KubeObject,
  {
    subject,
    live,
  }: { readonly subject: string; readonly kind: KindInfo; readonly live: KubeObject | undefined },
  context: Context,
): Promise<Trial> {
  const client = await context.client()
  try {
    const object = await client.apply(desired, {
      fieldManager: 'kustomize-controller',
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
