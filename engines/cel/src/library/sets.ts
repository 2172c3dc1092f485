import { bytes, global, type Library, list, text } from '../functions.ts'
import { boolType, bytesType, listType, paramType, stringType } from '../types.ts'
import { EvaluationError, equalValues, type Value } from '../values.ts'

const A = listType(paramType('A'))

function contains(all: Value | undefined, some: Value | undefined): boolean {
  return list(some).every(item => list(all).some(each => equalValues(each, item)))
}

function intersects(a: Value | undefined, b: Value | undefined): boolean {
  return list(a).some(item => list(b).some(each => equalValues(each, item)))
}

/** Lists as sets. */
export const sets: Library = {
  'sets.contains': [global('list_sets_contains_list', [A, A], boolType, contains)],
  'sets.equivalent': [
    global('list_sets_equivalent_list', [A, A], boolType, (a, b) => contains(a, b) && contains(b, a)),
  ],
  'sets.intersects': [global('list_sets_intersects_list', [A, A], boolType, intersects)],
}

function decode(encoded: Value | undefined): Value {
  const source = text(encoded).replace(/=+$/, '')
  if (!/^[A-Za-z0-9+/]*$/.test(source) || source.length % 4 === 1) {
    const at = /[^A-Za-z0-9+/]/.exec(source)?.index ?? source.length - (source.length % 4)
    throw new EvaluationError(`illegal base64 data at input byte ${at}`)
  }
  return Uint8Array.from(atob(source), char => char.charCodeAt(0))
}

function encode(data: Value | undefined): Value {
  let binary = ''
  for (const byte of bytes(data)) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** Base64. */
export const encoders: Library = {
  'base64.decode': [global('base64_decode_string', [stringType], bytesType, decode)],
  'base64.encode': [global('base64_encode_bytes', [bytesType], stringType, encode)],
}
