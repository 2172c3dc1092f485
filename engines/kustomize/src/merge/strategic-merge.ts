/**
 * A strategic merge patch as kustomize applies it.
 *
 * Unlike the API server, kustomize puts the items that a patch names first, in the patch's order, and knows the
 * directives `$patch: delete | replace | merge` only.
 * @module
 */
import { KustomizeError } from '../errors.ts'
import {
  copyJson,
  isMap,
  type Json,
  type JsonMap,
  member,
  nodeKind,
  scalarText,
  setMember,
} from '../resources/json.ts'
import { mergeLists } from './merge-lists.ts'
import {
  type MergeSchema,
  type MergeTypes,
  schemaOfItem,
  schemaOfKind,
  schemaOfMember,
} from './merge-schema.ts'

/**
 * Merges a patch into a value, which may be changed in place. The patch is left as it is. Fields that are null go,
 * also those that the patch does not name.
 * @returns undefined if the patch deletes the value
 * @throws KustomizeError if the two are of different kinds
 */
export function mergePatch(
  target: Json | undefined,
  patch: Json | undefined,
  types: MergeTypes,
  known?: MergeSchema,
): Json | undefined {
  const schema = known ?? schemaOf(target, types) ?? schemaOf(patch, types)
  if (patch === undefined) return withoutNulls(target, types, schema)
  if (patch === null) return undefined
  if (target === undefined || target === null) return mergeIntoNothing(patch, types, schema)
  if (nodeKind(target) !== nodeKind(patch)) {
    throw new KustomizeError(`wrong Node Kind for  expected: ${nodeKind(target)} was ${nodeKind(patch)}`)
  }
  if (isMap(patch) && isMap(target)) return mergeMaps(target, patch, { types, schema })
  if (Array.isArray(patch) && Array.isArray(target)) {
    return schema?.keys ? mergeLists(target, patch, { types, schema }) : copyJson(patch)
  }
  return patch
}

/** What is new is cleaned of its directives and nulls, as if merged into something empty. */
function mergeIntoNothing(patch: Json, types: MergeTypes, schema: MergeSchema | undefined): Json | undefined {
  if (isMap(patch)) {
    if (directiveOf(patch) === 'delete') return undefined
    return mergeMembers({}, patch, { types, schema })
  }
  if (!Array.isArray(patch)) return patch
  return schema?.keys ? mergeLists([], patch, { types, schema }) : copyJson(patch)
}

/** What the kinds are made of, and the type of the value at hand. */
export interface Known {
  readonly types: MergeTypes
  readonly schema: MergeSchema | undefined
}

function mergeMaps(target: JsonMap, patch: JsonMap, known: Known): JsonMap | undefined {
  switch (directiveOf(patch)) {
    case 'delete':
      return undefined
    case 'replace':
      return mergeMembers({}, patch, known)
    default:
      return mergeMembers(target, patch, known)
  }
}

function mergeMembers(target: JsonMap, patch: JsonMap, { types, schema }: Known): JsonMap {
  const isDirective = directiveOf(patch) !== undefined
  for (const key of Object.keys({ ...target, ...patch })) {
    if (isDirective && key === '$patch') continue
    const merged = mergePatch(member(target, key), member(patch, key), types, schemaOfMember(schema, key))
    if (merged === undefined) delete target[key]
    else setMember(target, key, merged)
  }
  return target
}

/** kustomize: nulls go wherever a patch passes by, except inside lists that it would replace whole. */
function withoutNulls(
  value: Json | undefined,
  types: MergeTypes,
  schema: MergeSchema | undefined,
): Json | undefined {
  if (value === null) return undefined
  if (isMap(value)) return mergeMembers(value, {}, { types, schema })
  if (Array.isArray(value) && schema?.keys) {
    const item = schemaOfItem(schema)
    for (const one of value) if (isMap(one)) mergeMembers(one, {}, { types, schema: item })
  }
  return value
}

/** A mapping that says its kind is of that kind, wherever it stands. */
function schemaOf(value: Json | undefined, types: MergeTypes): MergeSchema | undefined {
  if (!isMap(value)) return undefined
  return schemaOfKind(types, scalarText(member(value, 'apiVersion')), scalarText(member(value, 'kind')))
}

/** The directive of a patch. @throws KustomizeError for one that does not exist */
export function directiveOf(patch: JsonMap): 'delete' | 'replace' | 'merge' | undefined {
  const directive = member(patch, '$patch')
  if (directive === undefined || directive === null) return undefined
  if (directive === 'delete' || directive === 'replace' || directive === 'merge') return directive
  throw new KustomizeError(`unknown patch strategy '${scalarText(directive)}'`)
}
