import type { JsonObject, JsonValue } from '@sluice/base/json'
import { goPrint, goTypeName } from '../typed/go-value.ts'

/** Whose fault it is: of the patch itself, of the two together, or nobody has thought of it. */
export type StrategicPatchFault = 'malformed' | 'unfit' | 'other'

/** A strategic merge patch that cannot be applied, in the words of Kubernetes. */
export class StrategicPatchError extends Error {
  readonly fault: StrategicPatchFault

  constructor(message: string, fault: StrategicPatchFault = 'other') {
    super(message)
    this.name = 'StrategicPatchError'
    this.fault = fault
  }
}

/** A value of another type than the patch needs, as Go prints the types of both. */
export function badType(
  expected: '[]interface {}' | 'map[string]interface {}',
  value: JsonValue,
): StrategicPatchError {
  const type = value === null ? '%!s(<nil>)' : goTypeName(value)
  return new StrategicPatchError(`expected a ${expected}, but received a ${type}`)
}

/** A `$patch` that is no text comes out as Go prints what it takes for one. */
export function unknownDirective(directive: JsonValue, item: JsonObject): StrategicPatchError {
  const isText = typeof directive === 'string' || (directive !== null && typeof directive === 'object')
  const printed = goPrint(directive)
  const type = goTypeName(directive)
  const shown = isText ? printed : directive === null ? '%!s(<nil>)' : `%!s(${type}=${printed})`
  return new StrategicPatchError(`unknown patch type: ${shown} in map: ${goPrint(item)}`)
}
