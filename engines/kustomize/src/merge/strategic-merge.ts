/**
 * A strategic merge patch as kustomize applies it.
 *
 * Unlike the API server, kustomize puts the items that a patch names first, in the patch's order, and knows the
 * directives `$patch: delete | replace | merge` only. It walks the whole resource, also where the patch says nothing:
 * nulls go, and lists that are merged by keys lose items of the same keys.
 * @module
 */
import { KustomizeError } from '../errors.ts'
import { copyJson, isMap, type Json, type JsonMap, member, scalarText, setMember } from '../resources/json.ts'
import { spellingOf } from '../resources/spelling.ts'
import { takeDirective } from './directives.ts'
import { mergeLists } from './merge-lists.ts'
import { type MergeSchema, type MergeTypes, schemaOfKind, schemaOfMember } from './merge-schema.ts'

/**
 * Merges a patch into a value, which may be changed in place. The patch is left as it is.
 * @returns undefined if the patch deletes the value
 * @throws KustomizeError if the two are of different kinds, or for an unknown directive
 */
export function mergePatch(target: Json, patch: Json, types: MergeTypes): Json | undefined {
  const merged = mergeValues(target, copyJson(patch), { types, schema: undefined })
  // kustomize: a patch that replaces the whole resource replaces nothing.
  return merged === undefined ? undefined : target
}

/** What the kinds are made of, and the type of the value at hand. */
export interface Known {
  readonly types: MergeTypes
  readonly schema: MergeSchema | undefined
}

/** Merges what may be missing on either side; both may be the same value, which cleans it of directives and nulls. */
export function mergeValues(
  target: Json | undefined,
  patch: Json | undefined,
  known: Known,
): Json | undefined {
  const first = target ?? patch
  if (first === undefined || first === null) return undefined
  const { types } = known
  const schema = known.schema ?? schemaOf(target, types) ?? schemaOf(patch, types)
  if (isMap(first)) {
    checkKind(patch, 'MappingNode')
    return mergeMaps(target as JsonMap | null | undefined, patch as JsonMap | null | undefined, {
      types,
      schema,
    })
  }
  if (Array.isArray(first)) {
    checkKind(patch, 'SequenceNode')
    const [a, b] = [target, patch] as readonly (Json[] | null | undefined)[]
    if (schema?.keys) return mergeLists(a, b, { types, schema })
    return b === undefined ? (a ?? undefined) : (b ?? undefined)
  }
  checkKind(patch, 'ScalarNode')
  return patch === undefined ? target : (patch ?? undefined)
}

function checkKind(value: Json | undefined, expected: string): void {
  if (value === undefined || value === null) return
  const found = Array.isArray(value) ? 'SequenceNode' : isMap(value) ? 'MappingNode' : 'ScalarNode'
  if (found !== expected) throw new KustomizeError(`wrong node kind: expected ${expected} but got ${found}`)
}

type Maybe = JsonMap | null | undefined

function mergeMaps(target: Maybe, patch: Maybe, known: Known): JsonMap | undefined {
  if (patch === null) return undefined
  const directive = patch && takeDirective(patch, target ? 'checked' : 'unchecked')
  if (directive === 'delete') return undefined
  const base = !target || directive === 'replace' ? patch : target
  return base && mergeMembers(base, patch, known)
}

function mergeMembers(target: JsonMap, patch: JsonMap | undefined, { types, schema }: Known): JsonMap {
  const names = new Set(Object.keys(target))
  if (patch && patch !== target) for (const name of Object.keys(patch)) names.add(name)
  for (const name of names) {
    const old = member(target, name)
    const change = patch && member(patch, name)
    if (old === null && change === undefined && spellingOf(target, name, null) !== '') continue
    const merged = mergeValues(old, change, { types, schema: schemaOfMember(schema, name) })
    if (merged === undefined) delete target[name]
    else if (merged !== old) setMember(target, name, merged)
  }
  return target
}

/** A mapping that says its kind is of that kind, wherever it stands. */
function schemaOf(value: Json | undefined, types: MergeTypes): MergeSchema | undefined {
  if (!isMap(value)) return undefined
  return schemaOfKind(types, scalarText(member(value, 'apiVersion')), scalarText(member(value, 'kind')))
}
