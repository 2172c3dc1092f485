import { digestOf } from '@sluice/base/digest'
import { compareText, isMap, type Json, member, scalarText } from '../resources/json.ts'
import type { BuildResource } from '../resources/resource.ts'

/** The suffix kustomize gives to generated names, so that a change of content is a change of name. */
export function nameHash(resource: BuildResource): string {
  return encode(digestOf(goJson(hashedContent(resource))).replace(/^sha256:/, ''))
}

/** kustomize: the name is left out, by an oversight that every hash since depends on. */
function hashedContent({ kind, object }: BuildResource): Json {
  const name = ''
  if (kind === 'ConfigMap') {
    return {
      kind,
      name,
      data: dataOf(object['data']),
      ...(isMap(object['binaryData']) ? { binaryData: object['binaryData'] } : {}),
    }
  }
  if (kind !== 'Secret') return object
  return {
    kind,
    name,
    type: scalarText(member(object, 'type')),
    data: dataOf(object['data']),
    ...(isMap(object['stringData']) ? { stringData: object['stringData'] } : {}),
  }
}

function dataOf(value: Json | undefined): Json {
  return value === undefined || value === null ? '' : value
}

const letters: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' }

/** Digits that could form words are replaced. */
function encode(hex: string): string {
  return hex.slice(0, 10).replace(/[013ae]/g, char => letters[char] ?? char)
}

/** JSON as Go writes it: sorted keys, and `<`, `>`, `&` and line separators escaped. */
function goJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`
  if (isMap(value)) {
    const members = Object.keys(value)
      .sort(compareText)
      .map(key => `${goText(key)}:${goJson(value[key] ?? null)}`)
    return `{${members.join(',')}}`
  }
  return typeof value === 'string' ? goText(value) : String(value)
}

function goText(text: string): string {
  return JSON.stringify(text)
    .replace(/[<>&\u2028\u2029]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('\\b', '\\u0008')
    .replaceAll('\\f', '\\u000c')
}
