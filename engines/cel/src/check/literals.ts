/** Types of lists, maps and messages that are written out. @module */
import type { ListExpr, MapExpr, StructExpr } from '../ast.ts'
import { listType, mapType, type Type } from '../types.ts'
import type { Checking } from './checking.ts'

/** The type of `[a, ?b]`. */
export function listTypeOf({ items, optionals }: ListExpr, checking: Checking): Type {
  let element: Type | undefined
  items.forEach((item, i) => {
    const type = checking.check(item)
    element = checking.join(element, optionals.has(i) ? checking.unwrap(item, type) : type)
  })
  return listType(element ?? checking.substitution.newParam())
}

/** The type of `{a: b, ?c: d}`. */
export function mapTypeOf({ entries }: MapExpr, checking: Checking): Type {
  let key: Type | undefined
  let value: Type | undefined
  for (const entry of entries) {
    key = checking.join(key, checking.check(entry.key))
    const type = checking.check(entry.value)
    value = checking.join(value, entry.isOptional ? checking.unwrap(entry.value, type) : type)
  }
  return mapType(key ?? checking.substitution.newParam(), value ?? checking.substitution.newParam())
}

/** The type of `Message{field: a, ?other: b}`. */
export function structType(expr: StructExpr, checking: Checking): Type {
  const message = checking.environment.messages?.(expr.name)
  if (!message) return checking.undeclared(expr.at, expr.name)
  for (const field of expr.fields) {
    const found = checking.check(field.value)
    const given = field.isOptional ? checking.unwrap(field.value, found) : found
    const declared = message.fieldType(field.name)
    if (!declared) {
      checking.report(field.at, `undefined field '${field.name}'`)
    } else if (!checking.substitution.accepts([given], [declared])) {
      checking.report(
        field.at,
        `expected type of field '${field.name}' is '${checking.shown(declared)}' but provided type is '${checking.shown(given)}'`,
      )
    }
  }
  return message.type
}
