import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { FieldSet } from './field-set.ts'
import { comparePathElements, parsePathElement } from './path-element.ts'

/** Reads a FieldsV1 object. Throws `SyntaxError` where it is none. */
export function parseFieldsV1(fields: JsonObject): FieldSet {
  const set = new FieldSet()
  for (const [name, below] of Object.entries(fields)) {
    if (name === '.' || below === undefined) continue
    const element = parsePathElement(name)
    if (!isJsonObject(below)) throw new SyntaxError(`'${name}' leads to no object`)
    const child = parseFieldsV1(below)
    if (child.isEmpty || '.' in below) set.members.add(element)
    set.graft(element, child)
  }
  return set
}

/** Writes a set as FieldsV1: `.` marks a container that is a member itself. */
export function printFieldsV1(set: FieldSet): JsonObject {
  const result: Record<string, JsonObject> = {}
  const elements = new Set([...set.members, ...set.children.keys()])
  for (const element of [...elements].sort(comparePathElements)) {
    const child = set.children.get(element)
    const isMember = set.members.has(element)
    if (!child || child.isEmpty) {
      if (isMember) result[element] = {}
    } else result[element] = isMember ? { '.': {}, ...printFieldsV1(child) } : printFieldsV1(child)
  }
  return result
}
