/** Which kinds a policy's rules name for sure: those that its expressions are checked against. @module */
import type { JsonObject } from '@sluice/base/json'
import type { ResourceType } from '../../kinds/index.ts'
import type { Services } from '../../server/services.ts'
import { objectAt, objectsAt, textsAt } from '../../strategy/values/read.ts'

const most = 10

/** Ten kinds of a rule at most, sorted; rules with a wildcard for group or version name none. */
export function checkedTypes(spec: JsonObject, registry: Services['registry']): readonly ResourceType[] {
  const found = new Map<string, ResourceType>()
  for (const rule of objectsAt(objectAt(spec, 'matchConstraints'), 'resourceRules')) {
    const types = typesOf(rule, registry).slice(0, most)
    for (const type of types) found.set([type.group, type.version, type.kind].join(' '), type)
    if (types.length === most) break
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, type]) => type)
}

function typesOf(rule: JsonObject, registry: Services['registry']): readonly ResourceType[] {
  const [groups, versions] = [textsAt(rule, 'apiGroups').toSorted(), textsAt(rule, 'apiVersions').toSorted()]
  if ([...groups, ...versions].some(each => each.includes('*'))) return []
  const resources = textsAt(rule, 'resources').filter(each => !/[*/]/.test(each))
  return groups.flatMap(group =>
    versions.flatMap(version =>
      resources.toSorted().flatMap(resource => registry.find(group, version, resource) ?? []),
    ),
  )
}
