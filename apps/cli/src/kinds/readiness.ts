/**
 * Waiting for an object, as the controllers' users do: is it ready, has it handled my request?
 * @module
 */
import type { KindInfo, KubeObject } from '@sluice/kube/meta'
import type { Context } from '../context.ts'
import { conditionsOf, numberAt, readyOf, textAt } from './fields.ts'

/** Whether an object is as wanted, still changing, or will not get there by itself. */
export type Readiness =
  | { readonly type: 'ready' }
  | { readonly type: 'waiting' }
  | { readonly type: 'failed'; readonly message: string }

const waiting: Readiness = { type: 'waiting' }

/** The readiness that generation and conditions tell (kstatus). */
export function readinessOf(object: KubeObject): Readiness {
  if (object.metadata.deletionTimestamp) return waiting
  const observed = numberAt(object, 'status', 'observedGeneration')
  const conditions = conditionsOf(object)
  if (observed !== 0 && observed !== object.metadata.generation) return waiting
  const holding = (type: string) => conditions.find(c => c.type === type && c.status === 'True')
  if (holding('Reconciling')) return waiting
  const stalled = holding('Stalled')
  if (stalled) return { type: 'failed', message: stalled.message }
  const ready = readyOf(object)
  return ready && ready.status !== 'True' ? waiting : { type: 'ready' }
}

/** As `readinessOf`, but only once the controller has seen the object as it is now. */
export function reconciledReadinessOf(object: KubeObject): Readiness {
  const observed = numberAt(object, 'status', 'observedGeneration')
  const ready = readyOf(object)
  if (observed < 1 || !ready) return waiting
  const seen = ready.observedGeneration || observed
  return seen === object.metadata.generation ? readinessOf(object) : waiting
}

/** Waits until the object is ready. @throws Error with the object's message if it fails */
export async function awaitReady(
  context: Context,
  kind: KindInfo,
  name: string,
  options: { readonly namespace: string; readonly isStatic: boolean },
): Promise<KubeObject> {
  const readiness = options.isStatic ? readinessOf : reconciledReadinessOf
  return awaitObject(context, kind, { name, namespace: options.namespace }, readiness)
}

/** Waits until the controller has handled a request that is newer than `handledBefore`. */
export async function awaitHandled(
  context: Context,
  kind: KindInfo,
  at: { readonly namespace: string; readonly name: string },
  handledBefore: string,
): Promise<KubeObject> {
  return awaitObject(context, kind, at, object =>
    textAt(object, 'status', 'lastHandledReconcileAt') === handledBefore ? waiting : readinessOf(object),
  )
}

/** Looks often at first, then every half second: most waits are short. */
async function awaitObject(
  context: Context,
  kind: KindInfo,
  at: { readonly namespace: string; readonly name: string },
  readiness: (object: KubeObject) => Readiness,
): Promise<KubeObject> {
  const client = await context.client()
  for (let pause = 25; ; pause = Math.min(pause * 2, 500)) {
    const object = await client.get(kind, at.namespace, at.name, context.signal)
    const state = readiness(object)
    if (state.type === 'ready') return object
    if (state.type === 'failed') throw new Error(state.message)
    await context.sleep(pause, context.signal)
  }
}
