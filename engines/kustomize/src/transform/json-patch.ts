/**
 * JSON patches (RFC 6902) as kustomize applies them: negative indexes count from the end.
 * @module
 */
import { deepEqual, type JsonValue } from '@sluice/base/json'
import { parseYaml } from '@sluice/yaml'
import { KustomizeError } from '../errors.ts'
import { copyJson, isMap, type Json, member, scalarText, setMember } from '../resources/json.ts'

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
      return add(target, path, operandOf(operation), op)
    case 'replace':
      return replace(target, path, operandOf(operation))
    case 'remove':
      take(target, path, op)
      return target
    case 'move':
      return add(target, path, take(target, fromOf(operation), op), op)
    case 'copy':
      return add(target, path, copyJson(read(target, fromOf(operation), op)), op)
    case 'test':
      test(target, operation)
      return target
    default:
      throw new KustomizeError(`Unexpected kind: ${op}`)
  }
}

function operandOf(operation: JsonPatchOperation): Json {
  if (operation.value === undefined) return null
  return copyJson(operation.value)
}

function fromOf({ op, from }: JsonPatchOperation): string {
  if (from === undefined) throw new KustomizeError(`${op} operation lacks 'from'`)
  return from
}

function add(target: Json, path: string, value: Json, op: string): Json {
  if (path === '') return value
  const { parent, key } = locate(target, path, op)
  if (isMap(parent)) {
    setMember(parent, key, value)
  } else if (key === '-') {
    parent.push(value)
  } else {
    const index = indexIn(parent, key, path, parent.length + 1)
    parent.splice(index, 0, value)
  }
  return target
}

function replace(target: Json, path: string, value: Json): Json {
  if (path === '') return value
  const { parent, key } = locate(target, path, 'replace')
  if (isMap(parent)) {
    if (!Object.hasOwn(parent, key))
      throw new KustomizeError(`replace operation does not apply: doc is missing key: ${path}: missing value`)
    setMember(parent, key, value)
  } else {
    parent[indexIn(parent, key, path, parent.length)] = value
  }
  return target
}

function take(target: Json, path: string, op: string): Json {
  const { parent, key } = locate(target, path, op)
  if (!isMap(parent)) return parent.splice(indexIn(parent, key, path, parent.length), 1)[0] ?? null
  const value = member(parent, key)
  if (value === undefined)
    throw new KustomizeError(`${op} operation does not apply: doc is missing path: "${path}": missing value`)
  delete parent[key]
  return value
}

function read(target: Json, path: string, op: string): Json {
  if (path === '') return target
  const { parent, key } = locate(target, path, op)
  const value = isMap(parent) ? member(parent, key) : parent[indexIn(parent, key, path, parent.length)]
  if (value === undefined)
    throw new KustomizeError(`${op} operation does not apply: doc is missing path: "${path}": missing value`)
  return value
}

function test(target: Json, operation: JsonPatchOperation): void {
  const { parent, key } = locate(target, operation.path, 'test')
  const found = isMap(parent)
    ? member(parent, key)
    : parent[indexIn(parent, key, operation.path, parent.length)]
  if (!deepEqual(found ?? null, operation.value ?? null)) {
    throw new KustomizeError(`testing value ${operation.path} failed: test failed`)
  }
}

function locate(
  target: Json,
  path: string,
  op: string,
): { parent: Json[] | { [key: string]: Json }; key: string } {
  const steps = path.split('/').map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  let parent: Json | undefined = target
  for (const step of steps.slice(1, -1)) {
    parent = isMap(parent)
      ? member(parent, step)
      : Array.isArray(parent)
        ? parent[indexIn(parent, step, path, parent.length)]
        : undefined
  }
  if (!path.startsWith('/') || !(isMap(parent) || Array.isArray(parent))) {
    throw new KustomizeError(`${op} operation does not apply: doc is missing path: "${path}": missing value`)
  }
  return { parent, key: steps.at(-1) ?? '' }
}

function indexIn(list: readonly Json[], key: string, path: string, limit: number): number {
  const index = /^-?\d+$/.test(key) ? Number(key) : Number.NaN
  const fromStart = index < 0 ? index + limit : index
  if (Number.isNaN(index))
    throw new KustomizeError(`strconv.Atoi: parsing "${key}": invalid syntax in path ${path}`)
  if (fromStart < 0 || fromStart >= limit) {
    throw new KustomizeError(
      `Unable to access invalid index: ${key} of ${list.length} items in path ${path}: invalid index referenced`,
    )
  }
  return fromStart
}
