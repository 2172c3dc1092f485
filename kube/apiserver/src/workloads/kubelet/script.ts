/** The annotations by which a Pod's template says how its Pods fare: failures, slow starts, exit codes. @module */

import { parseDuration } from '@sluice/base/duration'
import type { JsonObject } from '@sluice/base/json'
import { objectAt, textAt } from '../../strategy/values/read.ts'
import { specOf } from '../cluster.ts'

const prefix = 'sandbox.sluice.dev/'

export type Failure =
  | 'Unschedulable'
  | 'ImagePullBackOff'
  | 'ErrImagePull'
  | 'InvalidImageName'
  | 'CreateContainerConfigError'
  | 'CrashLoopBackOff'
  | 'OOMKilled'
  | 'NotReady'

const failures: readonly string[] = [
  'Unschedulable',
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CrashLoopBackOff',
  'OOMKilled',
  'NotReady',
]

/** What is to become of a Pod. */
export interface Script {
  readonly failure: Failure | undefined
  /** Milliseconds from being on a node to being ready. */
  readonly readyAfter: number
  /** Milliseconds a Pod that ends runs. */
  readonly runFor: number
  readonly exitCode: number
  readonly logs: string
}

const startDelay = 20
const runTime = 50

/** The script of a Pod; what its annotations do not say is as on a healthy cluster. */
export function scriptOf(pod: JsonObject): Script {
  const annotations = objectAt(objectAt(pod, 'metadata'), 'annotations')
  const text = (name: string) => textAt(annotations, prefix + name)
  const failure = text('fail')
  return {
    failure: failures.includes(failure) ? (failure as Failure) : undefined,
    readyAfter: milliseconds(text('ready-after'), startDelay),
    runFor: milliseconds(text('run-for'), runTime),
    exitCode: Number.parseInt(text('exit-code') || '0', 10) || 0,
    logs: text('logs'),
  }
}

/** A duration such as `5s`; what is none counts as not said. */
function milliseconds(text: string, standard: number): number {
  if (!text) return standard
  try {
    return Math.max(0, parseDuration(text))
  } catch (error) {
    if (error instanceof RangeError) return standard
    throw error
  }
}

/** Whether a Pod's containers run until they are stopped. */
export function isLasting(pod: JsonObject): boolean {
  return textAt(specOf(pod), 'restartPolicy') === 'Always'
}
