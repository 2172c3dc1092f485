/**
 * JSON patch (RFC 6902) as Kubernetes applies it: `replace` of an absent member adds it, a missing `value` is
 * null, `copy` of an absent member copies null, negative positions count from the end, and what stands before
 * the first slash of a path is passed over.
 * @module
 */
import { deepEqual, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'

/** An operation that cannot be applied: what its path names is not there, or a test failed. */
export class JsonPatchError extends Error {
  readonly index: number

  constructor(index: number, why: string) {
    super(`operation ${index}: ${why}`)
    this.name = 'JsonPatchError'
    this.index = index
  }
}

/** Applies the operations in order, all or none. Throws `JsonPatchError`. */
export function applyJsonPatch(document: JsonValue, operations: readonly JsonValue[]): JsonValue {
  return operations.reduce<JsonValue>((current, operation, index) => {
    try {
      return applyOperation(current, isJsonObject(operation) ? operation : {})
    } catch (error) {
      if (error instanceof Inapplicable) throw new JsonPatchError(index, error.message)
      throw error
    }
  }, document)
}

class Inapplicable extends Error {}

function applyOperation(document: JsonValue, operation: JsonObject): JsonValue {
  const value = operation['value'] ?? null
  const whole = operation['path'] === '' ? ofWhole(document, operation['op'], value) : undefined
  if (whole !== undefined) return whole
  const path = pointerOf(operation, 'path')
  switch (operation['op']) {
    case 'add':
      return change(document, path, (container, key) => add(container, key, value))
    case 'remove':
      return change(document, path, remove)
    case 'replace':
      return change(document, path, (container, key) => replace(container, key, value))
    case 'move': {
      const from = pointerOf(operation, 'from')
      const moved = find(document, from)
      return change(change(document, from, remove), path, (container, key) =>
        add(container, key, moved ?? null),
      )
    }
    case 'copy': {
      const copied = find(document, pointerOf(operation, 'from'))
      return change(document, path, (container, key) => add(container, key, copied ?? null))
    }
    case 'test':
      if (!deepEqual(find(document, path) ?? null, value)) throw new Inapplicable('the test failed')
      return document
    default:
      throw new Inapplicable('unknown operation')
  }
}

/** Only a test and a replacement may be of the whole document. */
function ofWhole(document: JsonValue, op: JsonValue | undefined, value: JsonValue): JsonValue | undefined {
  if (op === 'replace' && isContainer(value)) return value
  return op === 'test' && deepEqual(document, value) ? document : undefined
}

/** The steps of a pointer; what stands before the first slash does not count. */
function pointerOf(operation: JsonObject, member: 'path' | 'from'): readonly string[] {
  const pointer = operation[member]
  if (typeof pointer !== 'string' || !pointer.includes('/')) throw new Inapplicable(`no usable ${member}`)
  return pointer
    .split('/')
    .slice(1)
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

type Container = readonly JsonValue[] | JsonObject

/** The document with the container of the path's last step changed; containers on the way are copied. */
function change(
  document: JsonValue,
  path: readonly string[],
  edit: (container: Container, key: string) => Container,
): JsonValue {
  const [step = '', ...rest] = path
  if (!isContainer(document)) throw new Inapplicable('nothing is at its path')
  if (rest.length === 0) return edit(document, step)
  const below = change(childAt(document, step) ?? null, rest, edit)
  if (isList(document)) return document.with(positionIn(document, step), below)
  return { ...document, [step]: below }
}

function find(document: JsonValue, path: readonly string[]): JsonValue | undefined {
  const [step = '', ...rest] = path
  if (!isContainer(document)) throw new Inapplicable('nothing is at its path')
  const child = childAt(document, step)
  return rest.length === 0 ? child : find(child ?? null, rest)
}

function childAt(container: Container, step: string): JsonValue | undefined {
  return isList(container) ? container[positionIn(container, step)] : ownMember(container, step)
}

function ownMember(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

function add(container: Container, key: string, value: JsonValue): Container {
  if (!isList(container)) return { ...container, [key]: value }
  return container.toSpliced(key === '-' ? container.length : position(key, container.length + 1), 0, value)
}

function replace(container: Container, key: string, value: JsonValue): Container {
  return isList(container)
    ? container.with(positionIn(container, key), value)
    : { ...container, [key]: value }
}

function remove(container: Container, key: string): Container {
  if (isList(container)) return container.toSpliced(positionIn(container, key), 1)
  if (ownMember(container, key) === undefined) throw new Inapplicable('nothing to remove')
  const { [key]: _removed, ...rest } = container
  return rest
}

function positionIn(list: readonly JsonValue[], key: string): number {
  return position(key, list.length)
}

/** A position below `size`; negative ones count from the end. */
function position(key: string, size: number): number {
  if (!/^[+-]?\d+$/.test(key)) throw new Inapplicable(`'${key}' is no list position`)
  const given = Number(key)
  const index = given < 0 ? given + size : given
  if (index < 0 || index >= size) throw new Inapplicable(`position ${key} is out of range`)
  return index
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function isContainer(value: JsonValue): value is Container {
  return isList(value) || isJsonObject(value)
}
