import { formatDuration } from '@sluice/base/duration'
import { redact } from '@sluice/base/redact'
import { isConflict, isNotFound, type KubeClient } from '../client/index.ts'
import type { Condition } from '../meta/index.ts'
import type { Clock } from './clock.ts'
import type { Policy, Ready, Reconciler, Told } from './definition.ts'
import { Failed, Interrupted, StageFailed, Stalled, Waiting } from './errors.ts'
import type { EventSink } from './events.ts'
import type { Log } from './log.ts'
import type { AnyObject } from './run.ts'
import { RunState, requestAnnotation, statusOf } from './run-state.ts'
import { StatusWriter } from './status-writer.ts'

/** What a reconciliation works with, whatever the object. */
export interface ReconcileEnvironment<T extends AnyObject> {
  readonly reconciler: Reconciler<T>
  readonly client: KubeClient
  readonly clock: Clock
  readonly log: Log
  readonly events: EventSink
  readonly signal: AbortSignal
  /** What ends a run's waits besides the signal. */
  readonly interruption?: AbortSignal
  readonly progressDelay: number
  /** Called with every state that a write returned. */
  readonly observe: (object: T) => void
}

/** When the object is to be looked at again. */
export type Next =
  /** Not before something changes. */
  | { readonly type: 'settled' }
  /** After so many milliseconds; `jitter` if the exact time does not matter. */
  | { readonly type: 'after'; readonly milliseconds: number; readonly jitter: boolean }
  /** After a time that grows with every failure in a row. */
  | { readonly type: 'backoff' }

const settled: Next = { type: 'settled' }
const backoff: Next = { type: 'backoff' }

/**
 * One reconciliation from beginning to end: finalize what is being deleted, else see to the finalizer, honour
 * `suspend`, run the reconciler, and turn its outcome into conditions, an event and the time of the next run.
 * @throws what the API server answers to writes of the status and the finalizer
 */
export async function reconcileObject<T extends AnyObject>(
  environment: ReconcileEnvironment<T>,
  object: T,
): Promise<Next> {
  const { reconciler, client, observe } = environment
  const target = { client, kind: reconciler.kind, fieldOwner: reconciler.fieldOwner, observe }
  const writer = new StatusWriter(target, object)
  const inner = { ...environment, writer }
  if (object.metadata.deletionTimestamp) return finalizeObject(inner, object)
  if (reconciler.isStatic?.(object)) return clearStatic(inner, object)
  if (reconciler.finalizer && !object.metadata.finalizers?.includes(reconciler.finalizer)) {
    const added = await addFinalizer(inner, reconciler.finalizer)
    if (added !== 'done') return added === 'gone' ? settled : backoff
  }
  const run = new RunState(inner, writer.object)
  if (isSuspended(object)) return skipSuspended(inner, run)
  return reconcileActive(inner, run)
}

type Inner<T extends AnyObject> = ReconcileEnvironment<T> & { readonly writer: StatusWriter<T> }

async function reconcileActive<T extends AnyObject>(environment: Inner<T>, run: RunState<T>): Promise<Next> {
  const { reconciler, clock } = environment
  const { object } = run
  const began = clock.now()
  const starting = reconciler.policy.starting?.(object)
  if (starting !== undefined) run.begin(starting)
  let finish: () => Next
  try {
    const outcome = await reconciler.reconcile(object, run)
    finish = () =>
      outcome.type === 'told'
        ? conclude(environment, run, outcome)
        : succeed(environment, run, outcome, began)
  } catch (error) {
    if (run.signal.aborted) return backoff
    finish = () => fail(environment, run, error, began)
  }
  const next = finish()
  await handled(run)
  await run.save()
  return next
}

function succeed<T extends AnyObject>(
  environment: Inner<T>,
  run: RunState<T>,
  outcome: Ready,
  began: number,
): Next {
  const { reconciler, clock } = environment
  const { policy } = reconciler
  run.conditions.remove('Reconciling')
  run.conditions.remove('Stalled')
  run.setCondition('Ready', 'True', outcome.reason, outcome.message)
  observeGeneration(reconciler, run)
  const interval = policy.interval(run.object)
  const took = formatDuration(Math.max(0.001, clock.now() - began))
  const message = `Reconciliation finished in ${took}, next run in ${formatDuration(interval)}`
  run.log.info(message)
  if (policy.announcesSuccess) run.announce(message, policy.announcesSuccess)
  return {
    type: 'after',
    milliseconds: outcome.requeueAfter ?? interval,
    jitter: outcome.requeueAfter === undefined,
  }
}

/** Does what a run says that has told everything else itself. */
function conclude<T extends AnyObject>(environment: Inner<T>, run: RunState<T>, outcome: Told): Next {
  const { progress, stalled, next } = outcome
  if (outcome.observed) observeGeneration(environment.reconciler, run)
  if (stalled) {
    run.conditions.remove('Reconciling')
    run.setCondition('Stalled', 'True', stalled.reason, stalled.message)
    run.log.error('Reconciliation stalled', new Error(stalled.message))
    return settled
  }
  if (progress === 'done') run.conditions.remove('Reconciling')
  else if (progress !== 'kept')
    run.setCondition('Reconciling', 'True', 'ProgressingWithRetry', progress.message)
  if (next === 'backoff') return backoff
  if (next !== 'interval') return { type: 'after', milliseconds: next.milliseconds, jitter: false }
  const milliseconds = environment.reconciler.policy.interval(run.object)
  run.log.info(`Reconciliation finished, next run in ${formatDuration(milliseconds)}`)
  return { type: 'after', milliseconds, jitter: true }
}

function fail<T extends AnyObject>(
  environment: Inner<T>,
  run: RunState<T>,
  error: unknown,
  began: number,
): Next {
  const { reconciler, clock } = environment
  const message = redact(error instanceof Error ? error.message : String(error))
  const reason = reasonOf(error)
  run.setCondition('Ready', 'False', reason, message)
  if (error instanceof Interrupted) return interrupted(run, error)
  if (error instanceof Waiting) return wait(environment, run, error, message)
  if (run.failedCondition !== undefined) run.setCondition(run.failedCondition, 'True', reason, message)
  const { eventReason, event: told } = error instanceof Failed ? error.options : {}
  const event = error instanceof Stalled ? redact(error.event) : redact(told ?? message)
  run.announce(event, { severity: 'error', ...(eventReason ? { reason: eventReason } : {}) })
  if (error instanceof Stalled) {
    run.conditions.remove('Reconciling')
    run.setCondition('Stalled', 'True', reason, message)
    if (error.observed || reconciler.policy.observes === 'settled') observeGeneration(reconciler, run)
    run.log.error('Reconciliation stalled', new Error(message))
    return settled
  }
  retryProgress(environment, run)
  const usesBackoff = error instanceof Failed && error.options.retry === 'backoff'
  const after = usesBackoff ? undefined : reconciler.policy.retryAfter?.(run.object)
  const tries = after === undefined ? 'with backoff' : `in ${formatDuration(after)}`
  const took = formatDuration(Math.max(0.001, clock.now() - began))
  run.log.error(
    `Reconciliation failed after ${took}, next try ${tries}`,
    isExpected(error) ? new Error(message) : error,
  )
  return after === undefined ? backoff : { type: 'after', milliseconds: after, jitter: false }
}

function wait<T extends AnyObject>(
  environment: Inner<T>,
  run: RunState<T>,
  error: Waiting,
  message: string,
): Next {
  const { event = message, severity = 'info', after } = error.options
  retryProgress(environment, run)
  if (event !== false) run.announce(redact(event), { severity })
  run.log.info(message)
  const milliseconds = after ?? environment.reconciler.policy.retryAfter?.(run.object)
  return milliseconds === undefined ? backoff : { type: 'after', milliseconds, jitter: false }
}

function interrupted<T extends AnyObject>(run: RunState<T>, error: Interrupted): Next {
  run.announce(error.event)
  run.log.info('New reconciliation triggered, canceling health checks', { trigger: error.message })
  return { type: 'after', milliseconds: 0, jitter: false }
}

/** Reconciling stays while Ready is False, and says that it will be tried again. */
function retryProgress<T extends AnyObject>({ reconciler }: Inner<T>, run: RunState<T>): void {
  if (reconciler.policy.keepsProgress) return
  const reconciling = run.conditions.get('Reconciling')
  if (reconciling) run.setCondition('Reconciling', 'True', 'ProgressingWithRetry', reconciling.message)
}

function reasonOf(error: unknown): string {
  const known =
    error instanceof Stalled ||
    error instanceof Waiting ||
    error instanceof Failed ||
    error instanceof Interrupted ||
    error instanceof StageFailed
  return known ? error.reason : 'Failed'
}

/** Errors thrown outside stages are mistakes of ours: their stack is worth a line. */
function isExpected(error: unknown): boolean {
  return reasonOf(error) !== 'Failed'
}

async function skipSuspended<T extends AnyObject>(environment: Inner<T>, run: RunState<T>): Promise<Next> {
  const { policy } = environment.reconciler
  run.log.info('reconciliation is suspended for this object')
  const ready = run.conditions.get('Ready')
  if (observesSuspended(policy.suspendedObserves, ready?.status)) {
    observeGeneration(environment.reconciler, run)
    if (ready && (policy.suspendedObserves ?? 'always') === 'always')
      run.setCondition('Ready', ready.status, ready.reason, ready.message)
  }
  await handled(run)
  await run.save()
  return settled
}

/** Whether the generation of a suspended object counts as observed, given what Ready says. */
function observesSuspended(
  policy: Policy<AnyObject>['suspendedObserves'],
  ready: Condition['status'] | undefined,
): boolean {
  if (policy === 'unasked') return true
  return policy === 'ready' ? ready === 'True' : ready !== undefined
}

async function finalizeObject<T extends AnyObject>(environment: Inner<T>, object: T): Promise<Next> {
  const { reconciler } = environment
  if (!reconciler.finalizer || !object.metadata.finalizers?.includes(reconciler.finalizer)) return settled
  const run = new RunState(environment, object, true)
  try {
    const told = await reconciler.finalize?.(object, run)
    if (told) {
      await run.save()
      return backoff
    }
  } catch (error) {
    if (run.signal.aborted) return backoff
    const message = redact(error instanceof Error ? error.message : String(error))
    run.announce(message, { severity: 'error' })
    run.log.error('finalizing failed', new Error(message))
    return backoff
  }
  return (await removeFinalizer(environment, reconciler.finalizer)) === 'busy' ? backoff : settled
}

/** The object becomes what it would be had it never been reconciled. */
async function clearStatic<T extends AnyObject>(environment: Inner<T>, object: T): Promise<Next> {
  const next = await finalizeObject(environment, object)
  const run = new RunState(environment, environment.writer.object)
  const { conditions = [], ...fields } = statusOf(run.object) as Readonly<Record<string, unknown>> & {
    readonly conditions?: readonly { readonly type: string }[]
  }
  const left = Object.keys(fields)
  if (left.length === 0 && conditions.length === 0) return next
  for (const { type } of conditions) run.conditions.remove(type)
  await recordAny(run, Object.fromEntries(left.map(key => [key, undefined])))
  await run.save()
  return next
}

function addFinalizer<T extends AnyObject>(environment: Inner<T>, finalizer: string): Promise<Patched> {
  return patchFinalizers(environment, finalizers => [...finalizers, finalizer])
}

function removeFinalizer<T extends AnyObject>(environment: Inner<T>, finalizer: string): Promise<Patched> {
  return patchFinalizers(environment, finalizers => finalizers.filter(entry => entry !== finalizer))
}

type Patched = 'done' | 'gone' | 'busy'

/** Patches with the version the list was computed for. `busy`: the object kept changing under it. */
async function patchFinalizers<T extends AnyObject>(
  { client, reconciler, writer }: Inner<T>,
  change: (finalizers: readonly string[]) => readonly string[],
): Promise<Patched> {
  const { kind, fieldOwner } = reconciler
  for (let attempt = 0; attempt < 5; attempt++) {
    const { namespace = '', name, resourceVersion, finalizers = [] } = writer.object.metadata
    const body = { metadata: { finalizers: change(finalizers), resourceVersion } }
    try {
      const answer = await client.patch(
        kind,
        namespace,
        name,
        { type: 'merge', body },
        { fieldManager: fieldOwner },
      )
      writer.rebase(answer as unknown as T)
      return 'done'
    } catch (error) {
      if (isNotFound(error)) return 'gone'
      if (!isConflict(error)) throw error
    }
    const current = await client.find(kind, namespace, name)
    if (current?.metadata.uid !== writer.object.metadata.uid) return 'gone'
    writer.rebase(current as unknown as T)
  }
  return 'busy'
}

/** The generation that this run saw: a newer one, met while writing, is for the next run. */
function observeGeneration<T extends AnyObject>(
  { policy }: Reconciler<T>,
  run: RunState<T>,
): Promise<void> | undefined {
  if (policy.observes === 'never') return undefined
  return recordAny(run, { observedGeneration: run.object.metadata.generation })
}

/** The request that this run answers counts as handled, however the run ended. */
async function handled<T extends AnyObject>(run: RunState<T>): Promise<void> {
  const requested = run.object.metadata.annotations?.[requestAnnotation]
  if (requested !== undefined && requested !== statusOf(run.object).lastHandledReconcileAt) {
    await recordAny(run, { lastHandledReconcileAt: requested })
  }
}

function recordAny<T extends AnyObject>(
  run: RunState<T>,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> {
  return run.record(fields as never)
}

function isSuspended(object: AnyObject): boolean {
  const { spec } = object
  return typeof spec === 'object' && spec !== null && 'suspend' in spec && spec.suspend === true
}
