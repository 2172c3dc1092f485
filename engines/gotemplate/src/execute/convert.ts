/**
 * Arguments: what a value must be for a parameter, and what is handed over. Go calls this validateType and evalArg.
 * @module
 */
import type { Operand } from '../parse/node.ts'
import { printNode } from '../parse/print-node.ts'
import type { ParamType } from '../values/go-function.ts'
import { GoObject } from '../values/go-object.ts'
import { nilList, typeOfCollection } from '../values/go-type.ts'
import type { GoValue } from '../values/go-value.ts'
import { Int, int } from '../values/int.ts'
import { isMap, typeName } from '../values/kinds.ts'
import type { Frame } from './frame.ts'

/** A parameter's type as Go writes it. */
export function nameOfParam(type: ParamType): string {
  if (typeof type === 'object') return type.go
  switch (type) {
    case 'any':
      return 'interface {}'
    case 'value':
      return 'reflect.Value'
    case 'bigint':
      return 'int64'
    case 'map':
      return 'map[string]interface {}'
    case 'list':
      return '[]interface {}'
    case 'strings':
      return '[]string'
    case 'bytes':
      return '[]uint8'
    default:
      return type
  }
}

/** What is handed over for a value; undefined if it is not of the type. */
export function assign(value: GoValue, type: ParamType): unknown {
  if (typeof type === 'object') return typeName(value) === type.go ? value : undefined
  switch (type) {
    case 'any':
    case 'value':
      return value
    case 'string':
      return typeof value === 'string' ? value : undefined
    case 'bool':
      return typeof value === 'boolean' ? value : undefined
    case 'float64':
      return typeof value === 'number' ? value : undefined
    case 'int':
    case 'int64':
      return value instanceof Int && value.kind === type ? Number(value.value) : undefined
    case 'bigint':
      return value instanceof Int && value.kind === 'int64' ? value.value : undefined
    case 'map':
      return isMap(value) && isAssignable(typeOfCollection(value), 'map[string]interface {}')
        ? value
        : undefined
    case 'list':
      return Array.isArray(value) && isAssignable(typeOfCollection(value), '[]interface {}')
        ? value
        : undefined
    case 'strings':
      return Array.isArray(value) && typeOfCollection(value) === '[]string' ? value : undefined
    case 'bytes':
      return value instanceof Uint8Array ? value : undefined
  }
}

/** A named type (`common.Values`) is taken for what it is underneath. */
function isAssignable(name: string, wanted: string): boolean {
  return name === wanted || !/^(?:map)?\[/.test(name)
}

/** A type's zero value; undefined if the type has no nil. */
export function nilOf(type: ParamType): unknown {
  if (typeof type === 'object') return type.go.startsWith('*') ? null : undefined
  switch (type) {
    case 'any':
      return null
    case 'map':
      return {}
    case 'list':
      return nilList()
    case 'strings':
      return nilList('[]string')
    case 'bytes':
      return new Uint8Array()
    default:
      return undefined
  }
}

/** Hands a value over, or fails as Go does. */
export function convert(frame: Frame, value: GoValue, type: ParamType): unknown {
  if (type === 'value') return value
  if (value === undefined) {
    const zero = nilOf(type)
    if (zero === undefined) throw frame.failure(`invalid value; expected ${nameOfParam(type)}`)
    return zero
  }
  const given = assign(value, type)
  if (given !== undefined) return given
  const inner = value instanceof GoObject ? value.underlying() : undefined
  const got = value === null ? 'interface {}' : typeName(value)
  if (inner !== undefined && isNamed(got) && assign(inner, type) !== undefined) return inner
  throw frame.failure(`wrong type for value; expected ${nameOfParam(type)}; got ${got}`)
}

function isNamed(type: string): boolean {
  return /^[a-z]\w*\.\w+$/.test(type)
}

/** What a constant is for a parameter, or why it cannot be. */
export function constantFor(node: Operand, type: ParamType): { readonly value: unknown } | string {
  if (node.type === 'nil') {
    if (type === 'value') return { value: undefined }
    const value = nilOf(type)
    return value === undefined ? `cannot assign nil to ${nameOfParam(type)}` : { value }
  }
  const shown = printNode(node)
  const kind = typeof type === 'string' ? type : type.constants
  switch (kind) {
    case 'any':
    case 'value':
      return constant(node)
    case 'bool':
      return node.type === 'bool' ? { value: node.value } : `expected bool; found ${shown}`
    case 'string':
      return node.type === 'string' ? { value: node.value } : `expected string; found ${shown}`
    case 'float64':
      return node.type === 'number' && node.float !== undefined
        ? { value: node.float }
        : `expected float; found ${shown}`
    case 'int':
    case 'int64':
    case 'bigint': {
      const isInt =
        node.type === 'number' && node.int !== undefined && BigInt.asIntN(64, node.int) === node.int
      if (!isInt) return `expected integer; found ${shown}`
      return { value: kind === 'bigint' ? node.int : Number(node.int) }
    }
    default:
      return `can't handle ${shown} for arg of type ${nameOfParam(type)}`
  }
}

/** A constant's value where its type is not known from the context, or why there is none. */
export function constant(node: Operand): { readonly value: GoValue } | string {
  switch (node.type) {
    case 'bool':
    case 'string':
      return { value: node.value }
    case 'number':
      break
    default:
      return `can't handle assignment of ${printNode(node)} to empty interface argument`
  }
  const { text, int: whole, float } = node
  const isHexInt = /^0[xX]/.test(text) && text.length > 2 && !/[pP]/.test(text)
  if (float !== undefined && !isHexInt && !text.startsWith("'") && /[.eEpP]/.test(text)) {
    return { value: float }
  }
  if (whole === undefined) return `complex constant ${text} is not supported`
  return BigInt.asIntN(64, whole) === whole ? { value: int(whole) } : `${text} overflows int`
}
