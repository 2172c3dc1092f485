import type { GoMap, GoValue } from '@sluice/gotemplate'

/** Whether a value that was read from JSON or YAML is a mapping. */
export function isMap(value: GoValue): value is GoMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What Go's encoding/json says where a document is not of the type that it is read into. */
export function typeMismatch(value: GoValue, goType: string): string {
  return `json: cannot unmarshal ${nameOf(value)} into Go value of type ${goType}`
}

function nameOf(value: GoValue): string {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}
