/** The ValidatingAdmissionWebhook plugin: programs outside decide what is stored. @module */
import { annotateAudit } from '../audit.ts'
import type { AdmissionPlugin, AdmissionRequest } from '../chain.ts'
import { isExempt, type Match } from '../request-match.ts'
import { asRequestError, callHook, isIgnored } from './call-hook.ts'
import { type Hook, hooksOf, matchHook } from './hook.ts'
import { isPlayedWebhook } from './played-webhook.ts'

const configurations = 'validatingwebhookconfigurations.admissionregistration.k8s.io'

export const validatingAdmissionWebhook: AdmissionPlugin = {
  name: 'ValidatingAdmissionWebhook',
  seesWritten: true,
  async validate(request) {
    if (isExempt(request)) return
    const calls: { hook: Hook; match: Match }[] = []
    for (const hook of hooksOf(request, configurations)) {
      if (isPlayedWebhook(hook.spec, request.services)) continue
      const match = await matchHook(hook, request)
      if (match) calls.push({ hook, match })
    }
    // All are asked at once, and all are waited for; the refusal that came first is told.
    const refusals: unknown[] = []
    await Promise.all(
      calls.map(({ hook, match }, i) => ask(hook, match, request, i).catch(error => refusals.push(error))),
    )
    if (refusals.length > 0) throw refusals[0]
  },
}

async function ask(hook: Hook, match: Match, request: AdmissionRequest, index: number): Promise<void> {
  try {
    await callHook(hook, request, match, false)
  } catch (error) {
    if (!isIgnored(error, hook)) throw asRequestError(error)
    const key = `failed-open.validating.webhook.admission.k8s.io/round_0_index_${index}`
    annotateAudit(request, key, hook.name)
    request.services.log(`webhook '${hook.name}' is passed over: ${String(error)}`)
  }
}
