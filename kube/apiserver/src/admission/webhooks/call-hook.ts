/** Calling one webhook. @module */
import { randomUUID } from 'node:crypto'
import { formatJson, type JsonObject } from '@sluice/base/json'
import { readAnswer } from '../../outbound/answer-problem.ts'
import { endpointOf } from '../../outbound/endpoint.ts'
import { CallFailed, post } from '../../outbound/post.ts'
import { ApiError, badRequest } from '../../status/index.ts'
import { numberAt, objectAt, textAt } from '../../strategy/values/read.ts'
import { annotateAudit } from '../audit.ts'
import type { AdmissionRequest } from '../chain.ts'
import type { Match } from '../request-match.ts'
import { inVersion } from '../versions.ts'
import type { Hook } from './hook.ts'
import { rejection } from './rejection.ts'
import { responseProblem } from './response-problem.ts'
import {
  type Answer,
  InvalidAnswer,
  readReview,
  reviewOf,
  reviewVersion,
  spoken,
  UndecodablePatch,
  UnknownPatchType,
} from './review.ts'

/** A webhook that could not be asked, or gave no usable answer: its failure policy decides what follows. */
export class HookFailed extends Error {
  constructor(hook: Hook, why: string) {
    super(`failed calling webhook ${JSON.stringify(hook.name)}: ${why}`)
    this.name = 'HookFailed'
  }
}

/**
 * Asks a webhook. Its warnings are passed on, whatever it decides.
 * @throws HookFailed, ApiError where it says no
 */
export async function callHook(
  hook: Hook,
  request: AdmissionRequest,
  match: Match,
  mutating: boolean,
): Promise<Answer> {
  requireDryRun(hook, request)
  const version = reviewVersion(hook.spec)
  if (version === undefined) {
    const why = 'webhook does not accept known AdmissionReview versions (v1, v1beta1)'
    throw new HookFailed(hook, `could not create admission objects: ${why}`)
  }
  const answer = await ask(hook, await inVersion(request, match.type), match, { version, mutating })
  for (const [key, value] of answer.annotations) annotateAudit(request, `${hook.name}/${key}`, value)
  for (const warning of answer.warnings) request.warn(warning)
  if (!answer.allowed) throw rejection(hook.name, answer.result)
  return answer
}

function requireDryRun({ name, spec }: Hook, { dryRun }: AdmissionRequest): void {
  const effects = textAt(spec, 'sideEffects')
  if (!dryRun || effects === 'None' || effects === 'NoneOnDryRun') return
  throw badRequest(`admission webhook ${JSON.stringify(name)} does not support dry run`)
}

async function ask(
  hook: Hook,
  request: AdmissionRequest,
  match: Match,
  { version, mutating }: { readonly version: string; readonly mutating: boolean },
): Promise<Answer> {
  const uid = randomUUID()
  const body = formatJson(reviewOf(request, match, uid, version))
  const endpoint = endpointOf(objectAt(hook.spec, 'clientConfig'), request.services)
  try {
    const result = await post({ endpoint, body, timeoutSeconds: numberAt(hook.spec, 'timeoutSeconds') ?? 10 })
    const read = readAnswer(result)
    if (read.type === 'problem') throw new HookFailed(hook, `failed to call webhook: ${read.message}`)
    const strange = strangeness(read.object, version)
    if (strange !== undefined) throw new HookFailed(hook, `failed to call webhook: ${strange}`)
    return readReview(read.object, { uid, version, mutating })
  } catch (error) {
    if (error instanceof CallFailed) throw new HookFailed(hook, `failed to call webhook: ${error.message}`)
    if (error instanceof InvalidAnswer) {
      throw new HookFailed(hook, `received invalid webhook response: ${error.message}`)
    }
    if (error instanceof UnknownPatchType) throw new HookFailed(hook, error.message)
    if (error instanceof UndecodablePatch) {
      throw new HookFailed(hook, `received undecodable patch in webhook response: ${error.message}`)
    }
    throw error
  }
}

/** Why what came back cannot be read as the AdmissionReview that was asked for. */
function strangeness(review: JsonObject, version: string): string | undefined {
  const [apiVersion, kind] = [textAt(review, 'apiVersion'), textAt(review, 'kind')]
  const problem = responseProblem(review)
  if (apiVersion === '' || kind === '') return problem
  const [group, its = ''] = apiVersion.split('/')
  const isKnown = group === 'admission.k8s.io' && kind === 'AdmissionReview' && spoken.includes(its)
  if (!isKnown) {
    const scheme = 'k8s.io/apiserver/pkg/util/webhook/client.go:71'
    return `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "${scheme}"`
  }
  if (problem !== undefined || its === version) return problem
  return `converting (${its}.AdmissionReview) to (${version}.AdmissionReview): unknown conversion`
}

/** Whether a failure is passed over; where not, it is the error of the request. */
export function isIgnored(error: unknown, hook: Hook): boolean {
  return error instanceof HookFailed && textAt(hook.spec, 'failurePolicy') === 'Ignore'
}

/** The failure as the request's error; other errors are that already. */
export function asRequestError(error: unknown): unknown {
  if (!(error instanceof HookFailed)) return error
  return new ApiError({
    code: 500,
    reason: 'InternalError',
    message: `Internal error occurred: ${error.message}`,
    details: { causes: [{ message: error.message }] },
  })
}
