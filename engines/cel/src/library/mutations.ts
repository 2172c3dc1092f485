/** What expressions of mutating policies make: `Object{…}` and `JSONPatch{…}`. @module */
import type { MessageType } from '../environment.ts'
import { global, type Library, text } from '../functions.ts'
import { CelStruct } from '../struct.ts'
import { dynType, opaqueType, stringType, type Type } from '../types.ts'

/** The type of `Object{…}`. */
export const applyObjectType = opaqueType('Object')
/** The type of `JSONPatch{…}`. */
export const jsonPatchType = opaqueType('JSONPatch')

const patchFields: Readonly<Record<string, Type>> = {
  op: stringType,
  path: stringType,
  from: stringType,
  value: dynType,
}

/** The types by name: `JSONPatch`, `Object`, and `Object.<field>…<field>` for what is inside. */
export function mutationMessages(name: string): MessageType | undefined {
  if (name === 'JSONPatch') {
    return {
      type: jsonPatchType,
      fieldType: field => (Object.hasOwn(patchFields, field) ? patchFields[field] : undefined),
      make: fields => new CelStruct(name, fields),
    }
  }
  if (name !== 'Object' && !name.startsWith('Object.')) return undefined
  return {
    type: name === 'Object' ? applyObjectType : opaqueType(name),
    fieldType: () => dynType,
    make: fields => new CelStruct(name, fields),
  }
}

/** Escaping of keys in the paths of JSON patches. */
export const jsonPatches: Library = {
  'jsonpatch.escapeKey': [
    global('string_jsonpatch_escapeKey_string', [stringType], stringType, (key = null) =>
      text(key).replaceAll('~', '~0').replaceAll('/', '~1'),
    ),
  ],
}
