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
import { type MergeSchema, schemaOfKind, schemaOfMember } from './merge-schema.ts'

/**
 * Merges a patch into a value, which may be changed in place. The patch is left as it is.
 * @returns undefined if the patch deletes the value
 * @throws KustomizeError if the two are of different kinds
 */
export function mergePatch(
  target: Json | undefined,
  patch: Json | undefined,
  known?: MergeSchema,
): Json | undefined {
  if (patch === undefined) return target
  const schema = known ?? schemaOf(target) ?? schemaOf(patch)
  if (patch === null) return undefined
  if (target === undefined || target === null) return mergeIntoNothing(patch, schema)
  if (nodeKind(target) !== nodeKind(patch)) {
    throw new KustomizeError(`wrong Node Kind for  expected: ${nodeKind(target)} was ${nodeKind(patch)}`)
  }
  if (isMap(patch) && isMap(target)) return mergeMaps(target, patch, schema)
  if (Array.isArray(patch) && Array.isArray(target)) {
    return schema?.keys ? mergeLists(target, patch, schema) : copyJson(patch)
  }
  return patch
}

/** What is new is cleaned of its directives and nulls, as if merged into something empty. */
function mergeIntoNothing(patch: Json, schema: MergeSchema | undefined): Json | undefined {
  if (isMap(patch)) {
    if (directiveOf(patch) === 'delete') return undefined
    return mergeMembers({}, patch, schema)
  }
  if (!Array.isArray(patch)) return patch
  return schema?.keys ? mergeLists([], patch, schema) : copyJson(patch)
}

function mergeMaps(target: JsonMap, patch: JsonMap, schema: MergeSchema | undefined): JsonMap | undefined {
  switch (directiveOf(patch)) {
    case 'delete':
      return undefined
    case 'replace':
      return mergeMembers({}, patch, schema)
    default:
      return mergeMembers(target, patch, schema)
  }
}

function mergeMembers(target: JsonMap, patch: JsonMap, schema: MergeSchema | undefined): JsonMap {
  const isDirective = directiveOf(patch) !== undefined
  for (const key of Object.keys(patch)) {
    if (isDirective && key === '$patch') continue
    const merged = mergePatch(member(target, key), patch[key], schemaOfMember(schema, key))
    if (merged === undefined) delete target[key]
    else setMember(target, key, merged)
  }
  return target
}

/** A mapping that says its kind is of that kind, wherever it stands. */
function schemaOf(value: Json | undefined): MergeSchema | undefined {
  if (!isMap(value)) return undefined
  return schemaOfKind(scalarText(member(value, 'apiVersion')), scalarText(member(value, 'kind')))
}

/** The directive of a patch. @throws KustomizeError for one that does not exist */
export function directiveOf(patch: JsonMap): 'delete' | 'replace' | 'merge' | undefined {
  const directive = member(patch, '$patch')
  if (directive === undefined || directive === null) return undefined
  if (directive === 'delete' || directive === 'replace' || directive === 'merge') return directive
  throw new KustomizeError(`unknown patch strategy '${scalarText(directive)}'`)
}
