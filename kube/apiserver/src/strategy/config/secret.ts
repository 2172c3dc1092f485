/** Secrets. @module */
import type { JsonObject, JsonValue } from '@sluice/base/json'
import { type FieldError, invalid, required, tooLong } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { type Draft, ensure, fill } from '../values/draft.ts'
import { immutable } from '../values/immutable.ts'
import { jsonSyntaxError } from '../values/json-syntax.ts'
import { configKeyErrors } from '../values/names.ts'
import { objectAt, sortedKeys, textAt } from '../values/read.ts'
import { maxDataBytes, sealedErrors } from './config-map.ts'

export const secretStrategy: Strategy = defineKind({
  defaults: defaultSecret,
  onUpdate: (draft, old) => {
    if (!draft['type']) draft['type'] = old['type'] ?? 'Opaque'
  },
  errors: secretErrors,
  updateErrors: function* (object, old) {
    yield* immutable(object, old, 'type', '')
    yield* sealedErrors(object, old, ['data'])
  },
  updateErrorsFirst: true,
  warnings: secretWarnings,
  selectableFields: { type: object => textAt(object, 'type') },
})

/** `stringData` is a way to write only: its entries go over those of `data`. */
function defaultSecret(draft: Draft): void {
  fill(draft, 'type', 'Opaque')
  const texts = objectAt(draft, 'stringData')
  delete draft['stringData']
  for (const [key, value] of Object.entries(texts)) {
    ensure(draft, 'data')[key] = Buffer.from(String(value)).toString('base64')
  }
}

interface TypeRule {
  readonly needs?: readonly string[]
  /** One of these is enough. */
  readonly needsOneOf?: readonly string[]
  readonly json?: string
}

const typeRules: Readonly<Record<string, TypeRule>> = {
  'kubernetes.io/dockercfg': { needs: ['.dockercfg'], json: '.dockercfg' },
  'kubernetes.io/dockerconfigjson': { needs: ['.dockerconfigjson'], json: '.dockerconfigjson' },
  'kubernetes.io/basic-auth': { needsOneOf: ['username', 'password'] },
  'kubernetes.io/ssh-auth': { needs: ['ssh-privatekey'] },
  'kubernetes.io/tls': { needs: ['tls.crt', 'tls.key'] },
}

function* secretErrors(object: JsonObject): Generator<FieldError> {
  const data = objectAt(object, 'data')
  const type = textAt(object, 'type')
  let bytes = 0
  for (const key of sortedKeys(data)) {
    for (const error of configKeyErrors(key)) yield invalid(`data[${key}]`, key, error)
    bytes += decoded(data[key]).length
  }
  if (bytes > maxDataBytes) yield tooLong('data', maxDataBytes)
  if (type === 'kubernetes.io/service-account-token') yield* accountErrors(object)
  yield* ruleErrors(typeRules[type] ?? {}, data)
}

function* ruleErrors(rule: TypeRule, data: JsonObject): Generator<FieldError> {
  for (const key of rule.needs ?? []) if (data[key] === undefined) yield required(`data[${key}]`)
  if (rule.needsOneOf?.every(key => data[key] === undefined)) {
    for (const key of rule.needsOneOf) yield required(`data[${key}]`)
  }
  if (rule.json !== undefined && data[rule.json] !== undefined) {
    const error = jsonSyntaxError(decoded(data[rule.json]).toString())
    if (error !== undefined) yield invalid(`data[${rule.json}]`, '<secret contents redacted>', error)
  }
}

function* accountErrors(object: JsonObject): Generator<FieldError> {
  const annotations = objectAt(objectAt(object, 'metadata'), 'annotations')
  const name = 'kubernetes.io/service-account.name'
  if (!textAt(annotations, name)) yield required(`metadata.annotations[${name}]`)
}

function decoded(value: JsonValue | undefined): Buffer {
  return Buffer.from(String(value ?? ''), 'base64')
}

/** A TLS Secret without certificates is stored, but not silently. */
function secretWarnings(object: JsonObject): readonly string[] {
  if (object['type'] !== 'kubernetes.io/tls') return []
  const data = objectAt(object, 'data')
  const [certificate, key] = [data['tls.crt'], data['tls.key']].map(value => decoded(value).toString())
  const isPem = (text: string | undefined) => /-----BEGIN [A-Z0-9 ]+-----/.test(text ?? '')
  if (!isPem(certificate)) return ['tls: failed to find any PEM data in certificate input']
  if (!isPem(key)) return ['tls: failed to find any PEM data in key input']
  return []
}
