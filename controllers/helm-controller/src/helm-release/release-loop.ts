/**
 * Looks at the release, does what is next, and looks again, until nothing is left to do, the same would be done twice,
 * or a failure was remedied.
 * @module
 */
import { HelmCondition, Reason } from '@sluice/api/helm'
import { formatDuration } from '@sluice/base/duration'
import type { Told } from '@sluice/kube/runtime'
import type { ReleaseContext } from './action-context.ts'
import type { ActionResult } from './actions/action-result.ts'
import { correctDrift } from './actions/correct-drift.ts'
import { install } from './actions/install.ts'
import { markReleased } from './actions/release-action.ts'
import { rollback } from './actions/rollback.ts'
import { test } from './actions/test.ts'
import { uninstallRemediation } from './actions/uninstall.ts'
import { unlock } from './actions/unlock.ts'
import { upgrade } from './actions/upgrade.ts'
import { formatDrift } from './drift.ts'
import { newest, releaseOf, truncated } from './history.ts'
import {
  type Action,
  type AfterAction,
  afterRemediation,
  beforeRepetition,
  kindOfAction,
  nextAction,
} from './next-action.ts'
import { messageOf } from './outcome.ts'
import { activeRemediation, activeRetry } from './remediation.ts'
import { takeForceRequest } from './requests.ts'
import { specOf, timeoutOf } from './spec.ts'
import { type Observation, observeState, rollbackTargetOf } from './state.ts'
import { summarize } from './summary.ts'

/** Works on the release until the run is over. @throws Interrupted if it was for what is no longer wanted, in vain */
export async function runReleaseLoop(context: ReleaseContext): Promise<Told> {
  const { interruption } = context.draft.run
  const told = await workOff(context)
  if (told !== settled) interruption.throwIfAborted()
  return told
}

async function workOff(context: ReleaseContext): Promise<Told> {
  const { draft, deps } = context
  const { retriesByDefault } = deps.config
  const done = new Set<string>()
  for (;;) {
    context.signal.throwIfAborted()
    let observation: Observation
    try {
      observation = await observeState(context)
    } catch (error) {
      context.signal.throwIfAborted()
      draft.assess('False', Reason.StateError, `Could not determine release state: ${messageOf(error)}`)
      return { type: 'told', progress: 'kept', next: 'backoff', observed: false }
    }
    const action = await choose(context, observation)
    if (action.type === 'stall') return stalled(action)
    if (action.type === 'done') {
      summarize(draft)
      return settled
    }
    const kind = kindOfAction(action.type)
    if (done.has(kind)) {
      const next = beforeRepetition(draft.release, { retriesByDefault })
      return next.type === 'end' ? settled : conclude(context, next)
    }
    if (done.size > 0) await draft.run.save()
    const result = await perform(context, action.type, observation)
    if (result !== 'done') return interrupted(context, result.notBegun)
    if (kind === 'remediate') return conclude(context, afterRemediation(draft.release, { retriesByDefault }))
    done.add(kind)
  }
}

const settled: Told = { type: 'told', progress: 'done', next: 'interval', observed: true }

type Doing = Exclude<Action['type'], 'done' | 'stall'>

async function choose(context: ReleaseContext, observation: Observation): Promise<Action> {
  const { draft, deps } = context
  const isForced = takeForceRequest(draft)
  prepare(context, observation)
  const facts = {
    isForced,
    rollbackTarget: observation.state.type === 'failed' ? await rollbackTargetOf(context) : 'missing',
    retriesByDefault: deps.config.retriesByDefault,
  } as const
  const action = nextAction(observation.state, draft.release, facts)
  if (observation.state.type === 'in-sync' && action.type === 'done') restoreConditions(context)
  if (observation.state.type === 'failed' && remedies(action)) draft.set({ history: truncatedOf(context) })
  return action
}

/** What is going back does not pile up failures. */
function remedies(action: Action): boolean {
  if (action.type === 'stall') return action.reason === Reason.MissingRollbackTarget
  return action.type === 'rollback' || action.type === 'uninstall'
}

/** What a state means for the history and conditions, whatever is done about it. */
function prepare(context: ReleaseContext, { state, drifts }: Observation): void {
  const { draft, deps } = context
  const retries = activeRetry(draft.release, deps.config) !== undefined
  switch (state.type) {
    case 'unmanaged':
      draft.set({ history: undefined })
      break
    case 'in-sync':
      draft.set({ history: retries ? newest(draft.history) : truncatedOf(context) })
      break
    case 'untested':
      replaceRemediated(context)
      break
    case 'failed':
      if (retries) draft.set({ history: newest(draft.history) })
      break
    case 'drifted': {
      const what = `Cluster state of release ${releaseOf(draft.latest)} has drifted from the desired state`
      const message = `${what}:\n${formatDrift(drifts)}`
      draft.run.announce(message, { severity: 'error', reason: Reason.DriftDetected })
      draft.mark(HelmCondition.Drifted, 'True', Reason.DriftDetected, message)
      break
    }
    case 'absent':
    case 'locked':
    case 'out-of-sync':
      break
  }
}

function truncatedOf({ draft }: ReleaseContext) {
  const { release, history } = draft
  const ignoreTests =
    activeRemediation(release)?.ignoresTestFailures ?? specOf(release).test?.ignoreFailures ?? false
  return truncated(history, { ignoreTests })
}

/** A release in sync is well, whatever was said of it before. */
function restoreConditions(context: ReleaseContext): void {
  const { draft } = context
  replaceRemediated(context)
  if (!draft.is('Ready', 'True') || !draft.is(HelmCondition.Released, 'True')) {
    const reason = draft.condition(HelmCondition.Released)?.reason
    if (reason === Reason.InstallFailed) markReleased(context, 'install')
    else if (reason === Reason.UpgradeFailed) markReleased(context, 'upgrade')
  }
  const { mode } = specOf(draft.release).driftDetection ?? {}
  if (mode === 'enabled' || mode === 'warn')
    draft.mark(
      HelmCondition.Drifted,
      'False',
      Reason.NoDriftDetected,
      'No drift detected against the cluster state',
    )
}

/** A rollback that led to what is wanted now counts as an upgrade. */
function replaceRemediated(context: ReleaseContext): void {
  const { draft } = context
  if (!draft.is(HelmCondition.Remediated, 'True')) return
  markReleased(context, 'upgrade')
  draft.unmark(HelmCondition.Remediated)
}

const names: Readonly<Record<Doing, string>> = {
  install: 'install',
  upgrade: 'upgrade',
  rollback: 'rollback',
  uninstall: 'uninstall',
  test: 'test',
  unlock: 'unlock',
  'correct-drift': 'correct cluster drift',
}

async function perform(
  context: ReleaseContext,
  type: Doing,
  observation: Observation,
): Promise<ActionResult> {
  const { draft, log } = context
  const verb = type === 'unlock' || type === 'correct-drift' ? undefined : type
  const timeout = formatDuration(timeoutOf(draft.release, verb))
  const message = `Running '${names[type]}' action with timeout of ${timeout}`
  draft.progress(message)
  if (type === 'install' || type === 'upgrade') draft.assess('Unknown', Reason.Progressing, message)
  draft.run.log.info(message)
  log.clear()
  const result = await act(context, type, observation)
  // Uninstalling what failed leaves the failure as the last word.
  if (type !== 'uninstall' && type !== 'correct-drift') summarize(draft)
  return result
}

function act(context: ReleaseContext, type: Doing, { drifts }: Observation): Promise<ActionResult> {
  switch (type) {
    case 'install':
      return install(context)
    case 'upgrade':
      return upgrade(context)
    case 'rollback':
      return rollback(context)
    case 'uninstall':
      return uninstallRemediation(context)
    case 'test':
      return test(context)
    case 'unlock':
      return unlock(context)
    case 'correct-drift':
      return correctDrift(context, drifts)
  }
}

/** An action that could not begin is tried again, with growing pauses unless the spec says when. */
function interrupted({ draft, deps }: ReleaseContext, why: string): Told {
  const after = activeRetry(draft.release, deps.config)
  if (after !== undefined) return retry(after, `retrying after ${formatDuration(after)}`)
  if (draft.is('Ready', 'True')) draft.assess('False', Reason.ReconcileError, why)
  return { type: 'told', progress: 'kept', next: 'backoff', observed: false }
}

function conclude({ draft }: ReleaseContext, next: AfterAction): Told {
  switch (next.type) {
    case 'stall':
      return stalled(next)
    case 'retry':
      return retry(next.after, next.message)
    case 'continue':
    case 'requeue': {
      const message = draft.condition('Ready')?.message ?? ''
      return { type: 'told', progress: { message }, next: 'backoff', observed: false }
    }
  }
}

function retry(milliseconds: number, message: string): Told {
  return { type: 'told', progress: { message }, next: { milliseconds }, observed: true }
}

function stalled({ reason, message }: { readonly reason: string; readonly message: string }): Told {
  return { type: 'told', progress: 'done', stalled: { reason, message }, next: 'interval', observed: true }
}
