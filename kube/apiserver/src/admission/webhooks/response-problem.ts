/** Fields of a webhook's answer that are of another type than they should be, in the words of Go's decoder. @module */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { base64Error } from '../../decode/base64.ts'

interface FieldType {
  readonly accepts: (value: JsonValue) => boolean
  readonly name: string
}

const isText = (value: JsonValue) => typeof value === 'string'
const fields: Readonly<Record<string, FieldType>> = {
  uid: { accepts: isText, name: 'types.UID' },
  allowed: { accepts: value => typeof value === 'boolean', name: 'bool' },
  status: { accepts: isJsonObject, name: 'v1.Status' },
  patch: { accepts: isText, name: '[]uint8' },
  patchType: { accepts: isText, name: 'v1.PatchType' },
  auditAnnotations: { accepts: isJsonObject, name: 'map[string]string' },
  warnings: { accepts: Array.isArray, name: '[]string' },
}

/** What is wrong with the types of `response`; undefined where it can be read. */
export function responseProblem(review: JsonObject): string | undefined {
  const response = review['response']
  if (response === undefined || response === null) return undefined
  if (!isJsonObject(response)) {
    return `json: cannot unmarshal ${wordOf(response)} into Go struct field AdmissionReview.response of type v1.AdmissionResponse`
  }
  for (const [name, value] of Object.entries(response)) {
    const type = fields[name]
    if (!type || value === undefined || value === null) continue
    if (!type.accepts(value)) {
      return `json: cannot unmarshal ${wordOf(value)} into Go struct field AdmissionResponse.response.${name} of type ${type.name}`
    }
    const corrupt = name === 'patch' ? base64Error(String(value)) : undefined
    if (corrupt !== undefined) return corrupt
  }
  return undefined
}

function wordOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'bigint' ? 'number' : typeof value
}
