/**
 * One operand of Go's `fmt`: a verb with its flags, and the value that it shows.
 * @module
 */
import { GoFunction } from '../values/go-function.ts'
import { GoObject } from '../values/go-object.ts'
import { goString, sortedKeys } from '../values/go-string.ts'
import { isNilList } from '../values/go-type.ts'
import type { GoList, GoMap, GoValue } from '../values/go-value.ts'
import { Int } from '../values/int.ts'
import { typeName } from '../values/kinds.ts'
import { type Flags, noFlags, pad } from './flags.ts'
import { formatFloatVerb } from './format-float-verb.ts'
import { formatInteger } from './format-integer.ts'
import { formatText } from './format-text.ts'

/** A value as Go's `%v` prints it; nil is `<nil>`. */
export function printValue(value: GoValue): string {
  return typeof value === 'string' ? value : show(value, 'v', noFlags)
}

/** A value as a verb with flags prints it. */
export function formatValue(value: GoValue, verb: string, flags: Flags): string {
  if (value === null || value === undefined) {
    return verb === 'T' || verb === 'v' ? pad('<nil>', flags) : `%!${verb}(<nil>)`
  }
  if (verb === 'T') return formatText(typeName(value), 's', flags) ?? ''
  if (verb === 'v' || verb === 'w') {
    return show(value, verb, { ...flags, sharp: false, plus: false, goSyntax: flags.sharp })
  }
  return verb === 'p' ? bad(value, verb, flags) : show(value, verb, flags)
}

/** A verb that does not go with the value. */
function bad(value: GoValue, verb: string, flags: Flags): string {
  return `%!${verb}(${typeName(value)}=${show(value, 'v', flags)})`
}

function show(value: GoValue, verb: string, flags: Flags): string {
  switch (typeof value) {
    case 'string':
      return formatText(value, verb, flags) ?? bad(value, verb, flags)
    case 'number':
      return formatFloatVerb(value, verb, flags) ?? bad(value, verb, flags)
    case 'boolean':
      return verb === 't' || verb === 'v' ? pad(String(value), flags) : bad(value, verb, flags)
    case 'undefined':
      return '<nil>'
  }
  // Nil in a list or map is shown without regard to verb and flags.
  if (value === null) return flags.goSyntax ? 'interface {}(nil)' : '<nil>'
  if (value instanceof Int) return formatInteger(value, verb, flags) ?? bad(value, verb, flags)
  if (value instanceof GoObject) return showObject(value, verb, flags)
  if (verb === 'w') return bad(value, verb, flags)
  if (value instanceof Uint8Array) return showBytes(value, verb, flags)
  if (Array.isArray(value)) return showList(value, verb, flags)
  if (value instanceof GoFunction) return '0x0'
  return showMap(value, verb, flags)
}

function showObject(value: GoObject, verb: string, flags: Flags): string {
  const number = value.number()
  if (number && !'vsq'.includes(verb)) return formatInteger(number, verb, flags) ?? bad(value, verb, flags)
  const inner = value.underlying()
  if (verb !== 'v' && inner !== undefined) return show(inner, verb, flags)
  return formatText(value.print(), verb === 'v' ? 's' : verb, flags) ?? bad(value, verb, flags)
}

function showList(list: GoList, verb: string, flags: Flags): string {
  const items = list.map(item => show(item, verb, flags))
  if (!flags.goSyntax) return `[${items.join(' ')}]`
  return isNilList(list) ? `${typeName(list)}(nil)` : `${typeName(list)}{${items.join(', ')}}`
}

function showMap(map: GoMap, verb: string, flags: Flags): string {
  const entries = sortedKeys(map).map(key => `${show(key, verb, flags)}:${show(map[key], verb, flags)}`)
  return flags.goSyntax ? `${typeName(map)}{${entries.join(', ')}}` : `map[${entries.join(' ')}]`
}

function showBytes(bytes: Uint8Array, verb: string, flags: Flags): string {
  if ('sqxX'.includes(verb)) return formatText(goString(bytes), verb, flags) ?? ''
  const items = [...bytes].map(byte => show(new Int('uint8', BigInt(byte)), verb, flags))
  return flags.goSyntax ? `[]byte{${items.join(', ')}}` : `[${items.join(' ')}]`
}
