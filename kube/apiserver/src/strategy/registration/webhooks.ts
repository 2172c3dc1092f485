/** Webhook configurations. @module */
import type { JsonObject } from '@sluice/base/json'
import { duplicate, type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { child, children, type Draft, ensure, fill } from '../values/draft.ts'
import { dnsLabel1035Errors, fullyQualifiedErrors } from '../values/names.ts'
import { numberAt, objectAt, objectsAt, textAt, textsAt } from '../values/read.ts'
import { selectorErrors } from '../values/selector.ts'
import { clientConfigErrors } from './client-config.ts'
import { webhookScope } from './expressions.ts'
import { matchConditionErrors } from './match-condition-errors.ts'
import { defaultRules, ruleErrors } from './rules.ts'

function webhookStrategy(mutating: boolean): Strategy {
  return defineKind({
    defaults: draft => {
      for (const webhook of children(draft, 'webhooks')) defaultWebhook(webhook, mutating)
    },
    errors: function* (object) {
      const names = new Set<string>()
      for (const [i, webhook] of objectsAt(object, 'webhooks').entries()) {
        const name = textAt(webhook, 'name')
        if (names.has(name)) yield duplicate(`webhooks[${i}].name`, name)
        names.add(name)
        yield* webhookErrors(webhook, mutating, `webhooks[${i}]`)
      }
    },
  })
}

export const validatingWebhookStrategy = webhookStrategy(false)
export const mutatingWebhookStrategy = webhookStrategy(true)

function defaultWebhook(webhook: Draft, mutating: boolean): void {
  fill(webhook, 'failurePolicy', 'Fail')
  fill(webhook, 'matchPolicy', 'Equivalent')
  ensure(webhook, 'namespaceSelector')
  ensure(webhook, 'objectSelector')
  fill(webhook, 'timeoutSeconds', 10)
  if (mutating) fill(webhook, 'reinvocationPolicy', 'Never')
  defaultRules(webhook, 'rules')
  const config = child(webhook, 'clientConfig')
  const service = config && child(config, 'service')
  if (service) fill(service, 'port', 443)
}

function* webhookErrors(webhook: JsonObject, mutating: boolean, at: string): Generator<FieldError> {
  const name = textAt(webhook, 'name')
  if (!name) yield required(`${at}.name`)
  else for (const error of fullyQualifiedErrors(name)) yield invalid(`${at}.name`, name, error)
  for (const [i, rule] of objectsAt(webhook, 'rules').entries()) yield* ruleErrors(rule, `${at}.rules[${i}]`)
  yield* wordErrors(webhook, 'failurePolicy', ['Fail', 'Ignore'], at)
  yield* wordErrors(webhook, 'matchPolicy', ['Equivalent', 'Exact'], at)
  const effects = webhook['sideEffects']
  if (typeof effects !== 'string') {
    yield required(`${at}.sideEffects`, 'must specify one of None, NoneOnDryRun')
  } else yield* wordErrors(webhook, 'sideEffects', ['None', 'NoneOnDryRun'], at)
  const seconds = numberAt(webhook, 'timeoutSeconds')
  if (seconds !== undefined && (seconds < 1 || seconds > 30)) {
    yield invalid(`${at}.timeoutSeconds`, seconds, 'the timeout value must be between 1 and 30 seconds')
  }
  for (const field of ['namespaceSelector', 'objectSelector']) {
    yield* selectorErrors(objectAt(webhook, field), `${at}.${field}`)
  }
  yield* clientConfigErrors(objectAt(webhook, 'clientConfig'), `${at}.clientConfig`)
  yield* matchConditionErrors(webhook, webhookScope, `${at}.matchConditions`)
  if (mutating) yield* wordErrors(webhook, 'reinvocationPolicy', ['IfNeeded', 'Never'], at)
  yield* reviewVersionErrors(webhook, at)
}

function* wordErrors(
  object: JsonObject,
  field: string,
  words: readonly string[],
  at: string,
): Generator<FieldError> {
  const value = object[field]
  if (typeof value === 'string' && !words.includes(value)) yield notSupported(`${at}.${field}`, value, words)
}

function* reviewVersionErrors(webhook: JsonObject, at: string): Generator<FieldError> {
  const versions = textsAt(webhook, 'admissionReviewVersions')
  const field = `${at}.admissionReviewVersions`
  if (versions.length === 0) return yield required(field, 'must specify one of v1, v1beta1')
  for (const [i, version] of versions.entries()) {
    if (versions.indexOf(version) < i) yield invalid(`${field}[${i}]`, version, 'duplicate version')
    else for (const error of dnsLabel1035Errors(version)) yield invalid(`${field}[${i}]`, version, error)
  }
  if (!versions.some(version => version === 'v1' || version === 'v1beta1')) {
    yield invalid(field, versions, 'must include at least one of v1, v1beta1')
  }
}
