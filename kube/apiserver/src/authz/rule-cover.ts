/** Whether rules cover others, and how messages show what they do not. @module */
import type { JsonObject } from '@sluice/base/json'
import { textsAt } from '../strategy/values/read.ts'

/** The parts of the wanted rules that the held ones do not cover, of one verb, group, resource and name each. */
export function uncovered(wanted: readonly JsonObject[], held: readonly JsonObject[]): readonly JsonObject[] {
  return wanted.flatMap(single).filter(one => !held.some(owner => covers(owner, one)))
}

/** Rules as messages list them: a line each, sorted; those that differ in their verbs only on one. */
export function rulesText(rules: readonly JsonObject[]): string {
  return [...new Set(compacted(rules).map(shown))].sort().join('\n')
}

/** A list as Go prints one with `%q`. */
export const goList = (texts: readonly string[]) => `[${texts.map(text => JSON.stringify(text)).join(' ')}]`

/** A rule as rules of one group, resource, verb and name each. */
function single(rule: JsonObject): readonly JsonObject[] {
  const names = textsAt(rule, 'resourceNames')
  const perResource = textsAt(rule, 'apiGroups').flatMap(apiGroup =>
    textsAt(rule, 'resources').flatMap(resource =>
      textsAt(rule, 'verbs').flatMap(verb => {
        const one = { verbs: [verb], apiGroups: [apiGroup], resources: [resource] }
        return names.length > 0 ? names.map(name => ({ ...one, resourceNames: [name] })) : [one]
      }),
    ),
  )
  const perPath = textsAt(rule, 'nonResourceURLs').flatMap(path =>
    textsAt(rule, 'verbs').map(verb => ({ verbs: [verb], nonResourceURLs: [path] })),
  )
  return [...perResource, ...perPath]
}

function covers(owner: JsonObject, one: JsonObject): boolean {
  const within = (field: string) => {
    const allowed = textsAt(owner, field)
    return textsAt(one, field).every(value => allowed.includes('*') || allowed.includes(value))
  }
  if (!within('verbs')) return false
  const [path] = textsAt(one, 'nonResourceURLs')
  if (path !== undefined) {
    return textsAt(owner, 'nonResourceURLs').some(
      each => each === '*' || each === path || (each.endsWith('*') && path.startsWith(each.slice(0, -1))),
    )
  }
  const [resource = ''] = textsAt(one, 'resources')
  const slash = resource.indexOf('/')
  const byResource =
    within('resources') || (slash > 0 && textsAt(owner, 'resources').includes(`*${resource.slice(slash)}`))
  const [allowedNames, names] = [textsAt(owner, 'resourceNames'), textsAt(one, 'resourceNames')]
  const byName =
    allowedNames.length === 0 || (names.length > 0 && names.every(name => allowedNames.includes(name)))
  return within('apiGroups') && byResource && byName
}

/** Rules on one resource become one; verbs that were asked for twice are listed twice. Paths stay apart. */
function compacted(rules: readonly JsonObject[]): readonly JsonObject[] {
  const byTarget = new Map<string, { rule: JsonObject; verbs: string[] }>()
  for (const rule of rules) {
    const { verbs, ...target } = rule
    const key = JSON.stringify('nonResourceURLs' in rule ? [verbs, target] : target)
    const entry = byTarget.get(key) ?? { rule, verbs: [] }
    if (entry.verbs.length === 0 || !('nonResourceURLs' in rule)) entry.verbs.push(...textsAt(rule, 'verbs'))
    byTarget.set(key, entry)
  }
  return [...byTarget.values()].map(({ rule, verbs }) => ({ ...rule, verbs }))
}

const shownFields = [
  ['APIGroups', 'apiGroups'],
  ['Resources', 'resources'],
  ['NonResourceURLs', 'nonResourceURLs'],
  ['ResourceNames', 'resourceNames'],
  ['Verbs', 'verbs'],
] as const

function shown(rule: JsonObject): string {
  const parts = shownFields.flatMap(([name, field]) => {
    const values = textsAt(rule, field)
    return values.length > 0 ? [`${name}:${goList(values)}`] : []
  })
  return `{${parts.join(', ')}}`
}
