/** The MutatingAdmissionWebhook plugin: programs outside change what is stored. @module */
import { deepEqual, type JsonObject, type JsonValue } from '@sluice/base/json'
import { TypeMismatch } from '../../decode/index.ts'
import { internalError } from '../../status/index.ts'
import { textAt } from '../../strategy/values/read.ts'
import { annotateAudit } from '../audit.ts'
import type { AdmissionPlugin, MutatingRequest } from '../chain.ts'
import { patchObject } from '../json-patch.ts'
import { mutatedObject } from '../mutated-object.ts'
import { isExempt, type Match } from '../request-match.ts'
import { inVersion } from '../versions.ts'
import { asRequestError, callHook, isIgnored } from './call-hook.ts'
import { type Hook, hooksOf, matchHook } from './hook.ts'
import { isPlayedWebhook } from './played-webhook.ts'

const configurations = 'mutatingwebhookconfigurations.admissionregistration.k8s.io'

export const mutatingAdmissionWebhook: AdmissionPlugin = {
  name: 'MutatingAdmissionWebhook',
  seesWritten: true,
  async mutate(request) {
    return (await callAll(request)) ?? request.object
  },
  async admitWithoutObject(request) {
    await callAll(request)
  },
}

/** Calls one after the other; each sees what those before it made. */
async function callAll(request: MutatingRequest): Promise<JsonObject | undefined> {
  if (isExempt(request)) return request.object
  const hooks = hooksOf(request, configurations).filter(hook => !isPlayedWebhook(hook.spec, request.services))
  if (hooks.length === 0) return request.object
  const { reinvocation } = request
  const state = reinvocation.stateOf('webhooks')
  if (reinvocation.isSecond && state.isChanged(request.object)) state.require()
  let current = request
  for (const [i, hook] of hooks.entries()) {
    const match = await matchHook(hook, current)
    if (!match || (reinvocation.isSecond && !state.isDue(hook.key))) continue
    const object = await callOne(hook, match, current, i)
    if (object && !deepEqual(object, current.object)) {
      state.require()
      reinvocation.want()
      current = { ...current, object }
    }
    if (textAt(hook.spec, 'reinvocationPolicy') === 'IfNeeded') state.invoked(hook.key)
  }
  state.done(current.object)
  return current.object
}

/** The object as the webhook wants it, in the version of the request. */
async function callOne(
  hook: Hook,
  match: Match,
  request: MutatingRequest,
  index: number,
): Promise<JsonObject | undefined> {
  const place = `round_${request.reinvocation.isSecond ? 1 : 0}_index_${index}`
  try {
    const { patch } = await callHook(hook, request, match, true)
    const object = patch.length > 0 ? await patched(hook, match, request, patch) : request.object
    const isMutated = !deepEqual(object ?? null, request.object ?? null)
    const note = { configuration: hook.configuration, webhook: hook.name, mutated: isMutated }
    annotateAudit(request, `mutation.webhook.admission.k8s.io/${place}`, JSON.stringify(note))
    return object
  } catch (error) {
    if (!isIgnored(error, hook)) throw asRequestError(error)
    annotateAudit(request, `failed-open.mutation.webhook.admission.k8s.io/${place}`, hook.name)
    request.services.log(`webhook '${hook.name}' is passed over: ${String(error)}`)
    return request.object
  }
}

async function patched(
  hook: Hook,
  match: Match,
  request: MutatingRequest,
  patch: readonly JsonValue[],
): Promise<JsonObject> {
  const seen = await inVersion(request, match.type)
  if (!seen.object) {
    throw internalError(
      `admission webhook ${JSON.stringify(hook.name)} attempted to modify the object, which is not supported for this operation`,
    )
  }
  const outcome = patchObject(seen.object, patch)
  if (outcome.type !== 'patched') throw internalError(outcome.message)
  const inTheirs = { ...seen, resourceType: match.type }
  try {
    const object = mutatedObject(inTheirs, outcome.object)
    const back = await inVersion({ ...inTheirs, object }, request.resourceType)
    return back.object
  } catch (error) {
    if (error instanceof TypeMismatch) throw internalError(error.message)
    throw error
  }
}
