/** SelfSubjectRulesReview: what may I do. @module */
import type { JsonObject } from '@sluice/base/json'
import { readReview } from '../authn/reviews.ts'
import type { Answer } from '../http/answer.ts'
import { badRequest } from '../status/index.ts'
import { objectAt, textAt, textsAt } from '../strategy/values/read.ts'
import type { ApiRequest } from '../verbs/api-request.ts'
import { aggregated } from './index.ts'
import { grantsOf } from './rules.ts'

/** Lists the rules that hold for the user in a namespace. */
export async function reviewOwnRules(request: ApiRequest): Promise<Answer> {
  const body = await readReview(request)
  const namespace = textAt(objectAt(body, 'spec'), 'namespace')
  if (!namespace) throw badRequest('no namespace on request')
  const grants = [...grantsOf(request.services, request.user, namespace)]
  const rules = grants.flatMap(grant => (grant.type === 'rule' ? [grant.rule] : []))
  const missing = grants.flatMap(grant => (grant.type === 'missing' ? [grant.message] : []))
  const isPath = (rule: JsonObject) => textsAt(rule, 'nonResourceURLs').length > 0
  const status = {
    resourceRules: rules.filter(rule => !isPath(rule)),
    nonResourceRules: rules.filter(isPath),
    incomplete: false,
    ...(missing.length > 0 ? { evaluationError: aggregated(missing) } : {}),
  }
  return { type: 'object', code: 201, object: { ...body, spec: {}, status } }
}
