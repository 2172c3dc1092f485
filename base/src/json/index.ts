/** JSON values as Sluice carries them, and text to value and back without losing a 64-bit integer. @module */
export { deepEqual } from './deep-equal.ts'
export { formatJson } from './format-json.ts'
export { isJsonObject, type JsonObject, type JsonValue } from './json-value.ts'
export { memberOf, setMember } from './member.ts'
export { parseJson } from './parse-json.ts'
