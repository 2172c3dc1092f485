import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { listAt, metaOf, objectAt, stringAt } from '../../verbs/object.ts'
import { age } from '../age.ts'

/** The cells of an object after its name, in the order of its kind's columns. */
export type Printer = (object: JsonObject, now: Date) => readonly JsonValue[]

export const none = '<none>'

export const spec = (object: JsonObject) => objectAt(object, 'spec')
export const status = (object: JsonObject) => objectAt(object, 'status')

/** The age of an object. */
export const ageOf = (object: JsonObject, now: Date) =>
  age(stringAt(metaOf(object), 'creationTimestamp'), now)

/** A number, 0 where there is none. */
export function numberAt(object: JsonObject, key: string): number {
  const value = object[key]
  return typeof value === 'number' ? value : 0
}

/** A string, or `<none>`. */
export const orNone = (text: string) => text || none

/** The members of a list that are objects. */
export function objectsAt(object: JsonObject, key: string): readonly JsonObject[] {
  return listAt(object, key).filter(isJsonObject)
}

/** Labels as `a=b,c=d`, or `<none>`. */
export function labelsText(labels: JsonObject): string {
  const parts = Object.entries(labels).map(([key, value]) => `${key}=${value}`)
  return parts.length > 0 ? parts.sort().join(',') : none
}

/** A scalar as it is, null as `<unset>`. */
export function orUnset(value: JsonValue | undefined): JsonValue {
  return value === undefined || value === null ? '<unset>' : value
}

/** Names and images of a pod template's containers. */
export function containersOf(podSpec: JsonObject): readonly [names: string, images: string] {
  const containers = objectsAt(podSpec, 'containers')
  return [
    containers.map(each => stringAt(each, 'name')).join(','),
    containers.map(each => stringAt(each, 'image')).join(','),
  ]
}

export function templateSpec(object: JsonObject): JsonObject {
  return objectAt(objectAt(spec(object), 'template'), 'spec')
}

/** The first condition of a type. */
export function conditionOf(object: JsonObject, type: string): JsonObject | undefined {
  return objectsAt(status(object), 'conditions').find(each => each['type'] === type)
}
