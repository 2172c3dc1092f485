/** Table rows of role bindings. @module */
import type { JsonObject } from '@sluice/base/json'
import { objectAt, stringAt } from '../../verbs/object.ts'
import { ageOf, objectsAt, type Printer } from './printer.ts'

export const roleBinding: Printer = (object, now) => {
  const role = objectAt(object, 'roleRef')
  return [
    `${stringAt(role, 'kind')}/${stringAt(role, 'name')}`,
    ageOf(object, now),
    subjects(object, 'User'),
    subjects(object, 'Group'),
    subjects(object, 'ServiceAccount'),
  ]
}

function subjects(object: JsonObject, kind: string): string {
  return objectsAt(object, 'subjects')
    .filter(each => each['kind'] === kind)
    .map(each => {
      const name = stringAt(each, 'name')
      return kind === 'ServiceAccount' ? `${stringAt(each, 'namespace')}/${name}` : name
    })
    .join(', ')
}
