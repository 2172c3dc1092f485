import { formatObjectRef, type ObjectRef, type Resource } from '@sluice/base/flow'
import { type KubeClient, UnknownKindError, UnreachableError } from '../client/index.ts'
import type { KindInfo } from '../meta/index.ts'
import { ObjectFailed } from './object-failed.ts'
import { resourceRef } from './resource-ref.ts'

/** The address of a resource's object. */
export interface Resolved {
  readonly kind: KindInfo
  readonly ref: ObjectRef
}

/** Asks what the server calls the kind, and whether its objects have a namespace. @throws ObjectFailed if it cannot be */
export async function resolveResource(
  client: KubeClient,
  resource: Resource,
  signal?: AbortSignal,
): Promise<Resolved> {
  const ref = resourceRef(resource)
  const kind = await resolveKind(client, resource, ref, signal)
  if (!kind) {
    const unknown = new UnknownKindError(resource.apiVersion, resource.kind)
    throw new ObjectFailed(`${formatObjectRef(ref)} dry-run failed: ${unknown.message}`, { cause: unknown })
  }
  if (!kind.namespaced) return { kind, ref: { ...ref, namespace: '' } }
  if (ref.namespace) return { kind, ref }
  throw new ObjectFailed(
    `${formatObjectRef(ref)} namespace not specified: the server could not find the requested resource`,
  )
}

/** flux: a server that does not answer is told as what asking it for its kinds comes to. */
async function resolveKind(
  client: KubeClient,
  { apiVersion, kind }: Resource,
  ref: ObjectRef,
  signal: AbortSignal | undefined,
): Promise<KindInfo | undefined> {
  try {
    return await client.resolve(apiVersion, kind, signal)
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error
    const why = `failed to get server groups: ${error.message}`
    throw new ObjectFailed(`${formatObjectRef(ref)} dry-run failed: ${why}`, { cause: error })
  }
}
