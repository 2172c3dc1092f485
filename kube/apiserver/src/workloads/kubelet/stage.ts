/** Where a Pod stands so long after it came to its node. @module */
import type { JsonObject } from '@sluice/base/json'
import { textAt } from '../../strategy/values/read.ts'
import { specOf } from '../cluster.ts'
import { isLasting, type Script } from './script.ts'

/** How a Pod fares. */
export type Outcome =
  | { readonly type: 'starting' }
  | { readonly type: 'running'; readonly ready: boolean; readonly restarts: number }
  | { readonly type: 'waiting'; readonly reason: string }
  /** Ended badly, to be started again. */
  | {
      readonly type: 'crashed'
      readonly restarts: number
      readonly exitCode: number
      readonly reason: string
    }
  | { readonly type: 'ended'; readonly exitCode: number }

export interface Stage {
  readonly outcome: Outcome
  /** Age in milliseconds at which the next stage begins. */
  readonly next?: number
}

/** Milliseconds before a container that ended badly is started again: each time twice as long. */
const firstRestart = 50
const lastRestart = 5000

/** The stage of a Pod that came to its node `age` milliseconds ago. */
export function stageOf(pod: JsonObject, script: Script, age: number): Stage {
  const { readyAfter, runFor, failure, exitCode } = script
  if (age < readyAfter) return { outcome: { type: 'starting' }, next: readyAfter }
  if (failure !== undefined && failure !== 'Unschedulable') return { outcome: failed(failure) }
  if (isLasting(pod)) return { outcome: { type: 'running', ready: true, restarts: 0 } }
  const isRestarted = exitCode !== 0 && textAt(specOf(pod), 'restartPolicy') === 'OnFailure'
  if (isRestarted) return restarting(script, age)
  if (age < readyAfter + runFor) {
    return { outcome: { type: 'running', ready: true, restarts: 0 }, next: readyAfter + runFor }
  }
  return { outcome: { type: 'ended', exitCode } }
}

function failed(failure: string): Outcome {
  if (failure === 'NotReady') return { type: 'running', ready: false, restarts: 0 }
  if (failure === 'CrashLoopBackOff') return { type: 'crashed', restarts: 3, exitCode: 1, reason: 'Error' }
  if (failure === 'OOMKilled') return { type: 'crashed', restarts: 3, exitCode: 137, reason: 'OOMKilled' }
  return { type: 'waiting', reason: failure }
}

/** A container runs, ends badly and waits, over and over. */
function restarting({ readyAfter, runFor, exitCode }: Script, age: number): Stage {
  let start = readyAfter
  for (let restarts = 0; ; restarts++) {
    const end = start + runFor
    if (age < end) return { outcome: { type: 'running', ready: true, restarts }, next: end }
    start = end + Math.min(lastRestart, firstRestart * 2 ** restarts)
    if (age < start) {
      return { outcome: { type: 'crashed', restarts, exitCode, reason: 'Error' }, next: start }
    }
  }
}
