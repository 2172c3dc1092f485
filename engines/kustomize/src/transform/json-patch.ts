/**
 * JSON patches (RFC 6902) as kustomize applies them: negative indexes count from the end.
 * @module
 */
import { deepEqual, type JsonValue } from '@sluice/base/json'
import { parseYaml } from '@sluice/yaml'
import { KustomizeError } from '../errors.ts'
import {
  copyJson,
  isMap,
  isScalar,
  type Json,
  type JsonMap,
  member,
  scalarText,
  setMember,
} from '../resources/json.ts'

/** One operation. */
export interface JsonPatchOperation {
  readonly op: string
  readonly path: string
  readonly from?: string
  readonly value?: JsonValue
}

/**
 * The operations of a YAML or JSON text, or undefined if it is no list of operations.
 * @throws YamlError
 */
export function parseJsonPatch(text: string): readonly JsonPatchOperation[] | undefined {
  // kustomize: what starts like a list in brackets must be JSON.
  if (text.startsWith('[') && !isJson(text)) return undefined
  const [document] = parseYaml(text, { onDuplicate: () => {} })
  if (!Array.isArray(document)) return undefined
  const operations = document.map(copyJson)
  if (!operations.every(isMap)) return undefined
  return operations.map(entry => ({
    op: scalarText(member(entry, 'op')),
    path: scalarText(member(entry, 'path')),
    ...(typeof entry['from'] === 'string' ? { from: entry['from'] } : {}),
    ...(Object.hasOwn(entry, 'value') ? { value: entry['value'] as JsonValue } : {}),
  }))
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

/** Applies the operations in order to a value, which is changed in place. @throws KustomizeError */
export function applyJsonPatch(target: Json, operations: readonly JsonPatchOperation[]): Json {
  return operations.reduce(applyOne, target)
}

function applyOne(target: Json, operation: JsonPatchOperation): Json {
  const { op, path } = operation
  switch (op) {
    case 'add':
      add(locate(target, path, op), operandOf(operation), op)
      return target
    case 'replace':
      return replace(target, operation)
    case 'remove':
      remove(locate(target, path, op), op)
      return target
    case 'move': {
      const from = locate(target, fromOf(operation), op)
      const value = read(from, op)
      remove(from, op)
      add(locate(target, path, op), value ?? null, op)
      return target
    }
    case 'copy':
      add(locate(target, path, op), copyJson(read(locate(target, fromOf(operation), op), op) ?? null), op)
      return target
    case 'test':
      test(target, operation)
      return target
    default:
      throw new KustomizeError(`Unexpected kind: ${op || 'unknown'}`)
  }
}

function operandOf({ value }: JsonPatchOperation): Json {
  return value === undefined ? null : copyJson(value)
}

function fromOf({ op, from }: JsonPatchOperation): string {
  if (from === undefined)
    throw new KustomizeError(
      `${op} operation failed to decode from: operation, missing from field: missing value`,
    )
  return from
}

/** Where an operation works: a member of a mapping or an item of a list. */
interface Location {
  readonly parent: Json[] | JsonMap
  readonly key: string
  readonly path: string
}

function add({ parent, key, path }: Location, value: Json, op: string): void {
  if (isMap(parent)) setMember(parent, key, value)
  else if (key === '-') parent.push(value)
  else parent.splice(indexIn(parent, { key, path, op, limit: parent.length + 1 }), 0, value)
}

function replace(target: Json, operation: JsonPatchOperation): Json {
  const value = operandOf(operation)
  const { op, path } = operation
  if (path === '') {
    if (isScalar(value)) throw new KustomizeError('replace operation value must be object or array')
    return value
  }
  const { parent, key } = locate(target, path, op)
  // json-patch: a member that is not there is made.
  if (isMap(parent)) setMember(parent, key, value)
  else parent[indexIn(parent, { key, path, op, limit: parent.length })] = value
  return target
}

function remove({ parent, key, path }: Location, op: string): void {
  if (!isMap(parent)) {
    parent.splice(indexIn(parent, { key, path, op, limit: parent.length }), 1)
  } else if (Object.hasOwn(parent, key)) {
    delete parent[key]
  } else {
    throw failure(op, path, `Unable to remove nonexistent key: ${key}: missing value`)
  }
}

function read({ parent, key, path }: Location, op: string): Json | undefined {
  return isMap(parent)
    ? member(parent, key)
    : parent[indexIn(parent, { key, path, op, limit: parent.length })]
}

/** What is not there is null. */
function test(target: Json, { op, path, value }: JsonPatchOperation): void {
  const found = path === '' ? target : read(locate(target, path, op), op)
  if (!deepEqual(found ?? null, value ?? null))
    throw new KustomizeError(`testing value ${path} failed: test failed`)
}

function locate(target: Json, path: string, op: string): Location {
  const [root, ...steps] = path.split('/').map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const key = steps.pop()
  let parent: Json | undefined = target
  for (const step of steps) parent = isScalar(parent) ? undefined : childOf(parent, step)
  if (root === undefined || key === undefined || !(isMap(parent) || Array.isArray(parent))) {
    throw new KustomizeError(`${op} operation does not apply: doc is missing path: "${path}": missing value`)
  }
  return { parent, key, path }
}

function childOf(parent: Json | undefined, step: string): Json | undefined {
  if (isMap(parent)) return member(parent, step)
  return Array.isArray(parent) && /^[-+]?\d+$/.test(step) ? parent.at(Number(step)) : undefined
}

interface Position {
  readonly key: string
  readonly path: string
  readonly op: string
  /** The first index that is too high. */
  readonly limit: number
}

function indexIn(list: readonly Json[], { key, path, op, limit }: Position): number {
  if (!/^[-+]?\d+$/.test(key))
    throw failure(
      op,
      path,
      `value was not a proper array index: '${key}': strconv.Atoi: parsing "${key}": invalid syntax`,
    )
  const index = Number(key)
  const fromStart = index < 0 ? index + limit : index
  if (fromStart < 0 || fromStart >= limit) {
    throw failure(
      op,
      path,
      `Unable to access invalid index: ${key} of ${list.length} items: invalid index referenced`,
    )
  }
  return fromStart
}

function failure(op: string, path: string, why: string): KustomizeError {
  return new KustomizeError(`error in ${op} for path: '${path}': ${why}`)
}
