/** Who in a Pod breaks a rule, and how a check says so. @module */
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'

/** A Pod or the template of Pods. */
export interface PodShape {
  readonly metadata: JsonObject
  readonly spec: JsonObject
}

/** What a check found. */
export interface Violation {
  readonly reason: string
  readonly detail: string
}

/** One rule of the pod security standards. */
export type Check = (pod: PodShape) => Violation | undefined

/** All containers, those that start first first. */
export function containersOf(spec: JsonObject): readonly JsonObject[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap(list => objectsAt(spec, list))
}

/** The `securityContext` of a Pod's spec or a container; empty where there is none. */
export function contextOf(owner: JsonObject): JsonObject {
  return objectAt(owner, 'securityContext')
}

/** Texts in double quotes, as a list. */
export function quoted(texts: Iterable<string>): string {
  return [...texts].map(text => `"${text}"`).join(', ')
}

/** Texts without repetition, in order. */
export function sortedSet(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)].sort()
}

/** `word "a"` or `words "a", "b"`. */
export function counted(word: string, names: readonly string[]): string {
  return `${plural(word, names.length)} ${quoted(names)}`
}

/** The word for one or for several. */
export function plural(word: string, count: number): string {
  return count === 1 ? word : `${word}s`
}

/** The names of the objects that `test` finds. */
export function namesWhere(
  objects: readonly JsonObject[],
  test: (object: JsonObject) => boolean,
): readonly string[] {
  return objects.filter(test).map(object => textAt(object, 'name'))
}

/** The containers that `test` finds, as `container "a"`; undefined where there is none. */
export function containersWhere(
  spec: JsonObject,
  test: (container: JsonObject) => boolean,
): string | undefined {
  const names = namesWhere(containersOf(spec), test)
  return names.length > 0 ? counted('container', names) : undefined
}

/** The Pod and the containers whose security context `test` finds, as `pod and container "a"`. */
export function settersWhere(spec: JsonObject, test: (context: JsonObject) => boolean): string | undefined {
  const found = [
    test(contextOf(spec)) ? 'pod' : undefined,
    containersWhere(spec, container => test(contextOf(container))),
  ].filter(each => each !== undefined)
  return found.length > 0 ? found.join(' and ') : undefined
}

/** The security contexts that are set, the Pod's first. */
export function contextsOf(spec: JsonObject): readonly JsonObject[] {
  return [spec, ...containersOf(spec)].flatMap(owner =>
    isJsonObject(owner['securityContext']) ? [owner['securityContext']] : [],
  )
}

/** A Pod in a user namespace of its own: some rules do not matter there. */
export function hasOwnUsers(spec: JsonObject): boolean {
  return spec['hostUsers'] === false
}

/** A Pod for Windows, where some fields cannot be set. */
export function isWindows(spec: JsonObject): boolean {
  return textAt(objectAt(spec, 'os'), 'name') === 'windows'
}
