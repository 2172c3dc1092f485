/** Webhook configurations. @module */
import type { JsonObject } from '@sluice/base/json'
import { duplicate, type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { child, children, type Draft, ensure, fill } from '../values/draft.ts'
import { fullyQualifiedErrors } from '../values/names.ts'
import { findObject, numberAt, objectAt, objectsAt, textAt, textsAt } from '../values/read.ts'
import { selectorErrors } from '../values/selector.ts'
import { expressionErrors } from './expressions.ts'
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
  yield* clientErrors(objectAt(webhook, 'clientConfig'), `${at}.clientConfig`)
  yield* reviewVersionErrors(webhook, at)
  for (const [i, condition] of objectsAt(webhook, 'matchConditions').entries()) {
    yield* expressionErrors(condition, 'bool', `${at}.matchConditions[${i}].expression`)
  }
  if (mutating) yield* wordErrors(webhook, 'reinvocationPolicy', ['IfNeeded', 'Never'], at)
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

function* clientErrors(config: JsonObject, at: string): Generator<FieldError> {
  const [url, service] = [config['url'], findObject(config, 'service')]
  if ((url === undefined) === (service === undefined)) {
    yield required(at, 'exactly one of url or service is required')
  } else if (typeof url === 'string') yield* urlErrors(url, `${at}.url`)
  else if (service) {
    for (const field of ['name', 'namespace']) {
      if (!textAt(service, field)) yield required(`${at}.service.${field}`, `service ${field} is required`)
    }
  }
}

function* urlErrors(text: string, field: string): Generator<FieldError> {
  const form = '; desired format: https://host[/path]'
  const url = URL.parse(text)
  if (!url) return yield required(field, `url must be a valid URL: ${text}${form}`)
  if (url.protocol !== 'https:') {
    yield invalid(field, url.protocol.replace(/:$/, ''), `'https' is the only allowed URL scheme${form}`)
  }
  if (!url.host) yield invalid(field, url.host, `host must be specified${form}`)
  if (url.username || url.password) yield invalid(field, text, 'user information is not permitted in the URL')
  if (url.hash) yield invalid(field, url.hash.slice(1), 'fragments are not permitted in the URL')
  if (url.search) yield invalid(field, url.search.slice(1), 'query parameters are not permitted in the URL')
}

function* reviewVersionErrors(webhook: JsonObject, at: string): Generator<FieldError> {
  const versions = textsAt(webhook, 'admissionReviewVersions')
  const field = `${at}.admissionReviewVersions`
  if (versions.length === 0) yield required(field, 'must specify one of v1, v1beta1')
  else if (!versions.some(version => version === 'v1' || version === 'v1beta1')) {
    yield invalid(field, versions, 'must include at least one of v1, v1beta1')
  }
}
