/** What a change of an Event through events.k8s.io may not touch: all but its series. @module */
import { deepEqual, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type FieldError, invalid } from '../../status/index.ts'
import { goForm } from '../values/go-form.ts'
import { findObject } from '../values/read.ts'

/** What a change touches that stays as it is, by the names of the core API, in Kubernetes' order. */
export function* eventChanges(event: JsonObject, old: JsonObject): Generator<FieldError> {
  for (const [field, { name = field, zero, shape }] of lasting) {
    const shown = (object: JsonObject) => (shape ? structOf(object, name, shape) : (object[name] ?? zero))
    if (!deepEqual(shown(event), shown(old))) yield invalid(field, shown(event), 'field is immutable')
  }
}

interface Lasting {
  /** The name in events.k8s.io, where it is another. */
  readonly name?: string
  readonly zero: JsonValue
  /** How Go prints it, where it is a struct. */
  readonly shape?: string
}

const text: Lasting = { zero: '' }
const reference = 'ObjectReference'

const lasting: readonly (readonly [string, Lasting])[] = [
  ['involvedObject', { name: 'regarding', zero: null, shape: reference }],
  ['reason', text],
  ['message', { name: 'note', zero: '' }],
  ['source', { name: 'deprecatedSource', zero: null, shape: 'EventSource' }],
  ['firstTimestamp', { name: 'deprecatedFirstTimestamp', zero: null }],
  ['lastTimestamp', { name: 'deprecatedLastTimestamp', zero: null }],
  ['count', { name: 'deprecatedCount', zero: 0 }],
  ['reason', text],
  ['type', text],
  ['eventTime', { zero: null }],
  ['action', text],
  ['related', { zero: null, shape: `?${reference}` }],
  ['reportingController', text],
  ['reportingInstance', text],
]

function structOf(event: JsonObject, name: string, shape: string): JsonValue {
  const struct = findObject(event, name)
  if (shape.startsWith('?')) return struct ? goForm(shape.slice(1), struct) : null
  return goForm(shape, struct ?? {})
}
