/** CEL expressions that select devices: what they may use, and what they may cost. @module */
import type { JsonObject } from '@sluice/base/json'
import {
  anyType,
  boolType,
  compileExpression,
  definitionEnvironment,
  estimateCost,
  mapType,
  objectType,
  quantityType,
  type Range,
  stringType,
  type Type,
  withVariables,
} from '@sluice/cel'
import { type FieldError, forbiddenField, invalid, required, tooLong } from '../../status/index.ts'
import { findObject, objectsAt, textAt } from '../values/read.ts'
import { listErrors } from './checked-lists.ts'

const [longestExpression, highestCost] = [10 * 1024, 1_000_000]

const deviceType = objectType(
  'kubernetes.DRADevice',
  new Map([
    ['driver', stringType],
    ['allowMultipleAllocations', boolType],
    ['attributes', mapType(stringType, mapType(stringType, anyType))],
    ['capacity', mapType(stringType, mapType(stringType, quantityType))],
  ]),
)

const environment = withVariables(
  { ...definitionEnvironment, macros: { ...definitionEnvironment.macros, bindings: true } },
  [['device', deviceType]],
)

/** What is wrong with the selectors of a request or a class. */
export function selectorsErrors(owner: JsonObject, at: string): Generator<FieldError> {
  return listErrors(objectsAt(owner, 'selectors'), 32, `${at}.selectors`, selectorErrors)
}

function* selectorErrors(selector: JsonObject, at: string): Generator<FieldError> {
  const cel = findObject(selector, 'cel')
  if (!cel) yield required(`${at}.cel`)
  else yield* expressionErrors(textAt(cel, 'expression'), `${at}.cel.expression`)
}

function* expressionErrors(source: string, at: string): Generator<FieldError> {
  if (Buffer.byteLength(source) > longestExpression) return yield tooLong(at, longestExpression)
  const compiled = compileExpression(source, environment)
  if (compiled.type === 'failed') {
    const phase = compiled.phase === 'compile' ? 'compilation' : 'program instantiation'
    return yield invalid(at, source, `${phase} failed: ${compiled.message}`)
  }
  const { expression } = compiled
  if (expression.type !== boolType && expression.type !== anyType) {
    const given = typeName(expression.type)
    return yield invalid(at, source, `must evaluate to bool or the unknown type, not ${given}`)
  }
  if (estimateCost(expression, sizeOf).max > highestCost) {
    yield forbiddenField(at, 'too complex, exceeds cost limit')
  }
}

/** A type by its full name. */
function typeName(type: Type): string {
  if (type === anyType) return 'google.protobuf.Any'
  const { name, params } = type
  return params.length === 0 ? name : `${name}(${params.map(typeName).join(', ')})`
}

/** What a value may hold: how long it is at most, and the same of its keys and values. */
interface Size {
  readonly max: number
  readonly key?: Size
  readonly value?: Size
  /** Whether every field of it has the size of its values. */
  readonly isOpen?: boolean
  readonly fields?: Readonly<Record<string, Size>>
}

const [domain, identifier] = [{ max: 63 }, { max: 32 }]
const mapOf = (inner: Size): Size => ({ max: 32, key: domain, value: inner })
const deviceSize: Size = {
  max: 0,
  fields: {
    driver: { max: 63 },
    allowMultipleAllocations: { max: 1 },
    attributes: mapOf({ max: 32, key: identifier, value: { max: 64 }, isOpen: true }),
    capacity: mapOf({ max: 32, key: identifier, value: { max: 0 } }),
  },
}

function sizeOf([root, ...path]: readonly string[]): Range | undefined {
  let size: Size | undefined = root === 'device' ? deviceSize : undefined
  for (const step of path) size = size && stepInto(size, step)
  return size && { min: 0, max: size.max }
}

function stepInto(size: Size, step: string): Size | undefined {
  if (step === '@keys') return size.key
  if (step === '@items' || step === '@values') return size.value
  return size.fields?.[step] ?? (size.isOpen ? size.value : undefined)
}
