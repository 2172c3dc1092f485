/** The ValidatingAdmissionPolicy plugin: rules that users write decide what is stored. @module */
import type { JsonObject } from '@sluice/base/json'
import { ApiError, forbidden } from '../../status/index.ts'
import { findObject, objectAt, textAt, textsAt } from '../../strategy/values/read.ts'
import { annotateAudit } from '../audit.ts'
import type { AdmissionPlugin, AdmissionRequest } from '../chain.ts'
import { refusedName } from '../refused-name.ts'
import { isExempt, type Match, matchConstraints } from '../request-match.ts'
import { inVersion } from '../versions.ts'
import { type BoundPolicy, boundPolicies } from './bound-policies.ts'
import { parameterKindProblem, parametersOf } from './parameters.ts'
import { type Denial, judge } from './validating-rules.ts'

const policies = 'validatingadmissionpolicies.admissionregistration.k8s.io'
const bindings = 'validatingadmissionpolicybindings.admissionregistration.k8s.io'

export const validatingAdmissionPolicy: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  seesWritten: true,
  async validate(request) {
    if (isExempt(request)) return
    const denials: Refusal[] = []
    for (const bound of boundPolicies(request, policies, bindings)) {
      denials.push(...(await refusalsOf(bound, request)))
    }
    const [first] = denials
    if (first) throw refused(first, request)
  },
}

interface Refusal extends Denial {
  readonly policy: string
  /** Undefined where the policy as a whole cannot work. */
  readonly binding?: string
}

async function refusalsOf(bound: BoundPolicy, request: AdmissionRequest): Promise<readonly Refusal[]> {
  const spec = objectAt(bound.policy, 'spec')
  const match = matchConstraints(findObject(spec, 'matchConstraints'), request)
  if (!match) return []
  const problem = parameterKindProblem(bound.policy, request)
  if (problem !== undefined) {
    const isIgnored = textAt(spec, 'failurePolicy') === 'Ignore'
    return isIgnored ? [] : [{ message: problem, reason: 'Invalid', index: 0, policy: bound.name }]
  }
  const refusals: Refusal[] = []
  const notes = new Map<string, string[]>()
  for (const binding of bound.bindings) {
    if (!matchConstraints(findObject(objectAt(binding, 'spec'), 'matchResources'), request)) continue
    const found = await judgeBinding(bound, binding, match, request, notes)
    const name = textAt(objectAt(binding, 'metadata'), 'name')
    refusals.push(...found.map(denial => ({ ...denial, policy: bound.name, binding: name })))
  }
  for (const [key, values] of notes) {
    annotateAudit(request, `${bound.name}/${key}`, [...new Set(values)].join(', '))
  }
  return refusals
}

/** Does what the binding says about each rule that is broken; gives those that deny. */
async function judgeBinding(
  bound: BoundPolicy,
  binding: JsonObject,
  match: Match,
  request: AdmissionRequest,
  notes: Map<string, string[]>,
): Promise<readonly Denial[]> {
  const spec = objectAt(bound.policy, 'spec')
  const found = parametersOf(bound.policy, binding, request)
  if (found.type === 'failed') {
    if (textAt(spec, 'failurePolicy') === 'Ignore') return []
    return [{ message: `failed to configure binding: ${found.message}`, reason: 'Invalid', index: 0 }]
  }
  const seen = found.parameters.length > 0 ? await inVersion(request, match.type) : request
  return found.parameters.flatMap(parameter => {
    const verdict = judge(spec, seen, match, parameter)
    for (const { key, value } of verdict.annotations) notes.set(key, [...(notes.get(key) ?? []), value])
    const denied = verdict.denials.filter(denial => enforced(denial, bound, binding, request))
    return [...denied, ...verdict.annotationErrors]
  })
}

/** Whether the binding denies; it may also warn, and write into the audit log. */
function enforced(
  denial: Denial,
  { name }: BoundPolicy,
  binding: JsonObject,
  request: AdmissionRequest,
): boolean {
  const actions = textsAt(objectAt(binding, 'spec'), 'validationActions')
  const bindingName = textAt(objectAt(binding, 'metadata'), 'name')
  if (actions.includes('Audit')) {
    const failure = {
      message: denial.message,
      policy: name,
      binding: bindingName,
      expressionIndex: denial.index,
      validationActions: actions,
    }
    annotateAudit(request, 'validation.policy.admission.k8s.io/validation_failure', JSON.stringify([failure]))
  }
  if (actions.includes('Warn')) {
    request.warn(
      `Validation failed for ValidatingAdmissionPolicy '${name}' with binding '${bindingName}': ${denial.message}`,
    )
  }
  return actions.includes('Deny')
}

const codes: Readonly<Record<string, number>> = {
  Unauthorized: 401,
  Forbidden: 403,
  RequestEntityTooLarge: 413,
  Invalid: 422,
}

function refused(refusal: Refusal, request: AdmissionRequest): ApiError {
  const binding = refusal.binding === undefined ? '' : ` with binding '${refusal.binding}'`
  const text = `ValidatingAdmissionPolicy '${refusal.policy}'${binding} denied request: ${refusal.message}`
  const { message, details } = forbidden(request.resourceType, refusedName(request), text)
  return new ApiError({
    code: codes[refusal.reason] ?? 422,
    reason: refusal.reason,
    message,
    details: { ...details, causes: [{ message: text }] },
  })
}
