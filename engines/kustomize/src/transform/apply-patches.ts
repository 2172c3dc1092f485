/**
 * The `patches`, `patchesStrategicMerge` and `patchesJson6902` fields of a kustomization.
 *
 * A patch that is a list of operations is a JSON patch and needs a target; any other is a strategic merge patch, which
 * names its target by its own kind and name unless there is a target.
 * @module
 */
import { YamlError } from '@sluice/yaml'
import { KustomizeError, within } from '../errors.ts'
import type { PatchEntry, Selector } from '../load/kustomization.ts'
import type { Loader } from '../load/loader.ts'
import { refusingYaml } from '../load/refusing-yaml.ts'
import type { MergeTypes } from '../merge/merge-schema.ts'
import { mergePatch } from '../merge/strategic-merge.ts'
import { copyValues, isMap, type JsonMap, member } from '../resources/json.ts'
import { parseResourceFile, parseResources } from '../resources/parse-resources.ts'
import { formatResId } from '../resources/res-id.ts'
import { BuildResource } from '../resources/resource.ts'
import type { ResourceList } from '../resources/resource-list.ts'
import type { Schemas } from '../resources/schemas.ts'
import { applyJsonPatch, type JsonPatchOperation, parseJsonPatch } from './json-patch.ts'
import { compileSelector } from './select.ts'
import type { Transformer } from './transformer.ts'

type Parsed =
  | { readonly type: 'merge'; readonly patches: readonly BuildResource[] }
  | { readonly type: 'json'; readonly operations: readonly JsonPatchOperation[] }

/** One entry of `patches`. @throws KustomizeError for a patch that cannot be read */
export function applyPatch(entry: PatchEntry, loader: Loader): Transformer {
  const { text, source } = textOf(entry, loader)
  const parsed = parsePatch(text, source)
  if (parsed.type === 'json') return applyOperations(parsed.operations, entry.target, source)
  for (const patch of parsed.patches) {
    patch.allowNameChange = entry.options?.allowNameChange ?? false
    patch.allowKindChange = entry.options?.allowKindChange ?? false
  }
  const { schemas } = loader.context
  return entry.target
    ? mergeIntoSelected(parsed.patches, entry.target, { source, schemas })
    : mergeByName(parsed.patches, schemas)
}

/** `patchesStrategicMerge`: texts or files. @throws KustomizeError */
export function applyStrategicMerges(entries: readonly string[], loader: Loader): Transformer {
  const patches = entries.flatMap(
    entry => inlineResources(entry) ?? parseResourceFile(loader.read(entry), entry),
  )
  if (patches.length === 0)
    throw new KustomizeError(`patch appears to be empty; files=[${entries.join(' ')}], Patch=`)
  const { schemas } = loader.context
  return resources => {
    for (const patch of patches) {
      mergeInto(resources.oneWithAnyId(patch.originalId), patch, { resources, types: schemas.mergeTypes })
      resources.filter(resource => !resource.isEmpty)
    }
  }
}

/** One entry of `patchesJson6902`. @throws KustomizeError */
export function applyJson6902(entry: PatchEntry, loader: Loader): Transformer {
  if (!entry.target?.name) throw new KustomizeError('must specify the target name')
  if (entry.path && entry.patch) throw new KustomizeError('must specify a file path or jsonOp, not both')
  const text = entry.path ? loader.read(entry.path) : (entry.patch ?? '')
  if (text === '') throw new KustomizeError('empty file path and empty jsonOp')
  const operations = refusingYaml(entry.path || 'JSON patch', () => parseJsonPatch(text))
  if (!operations || operations.length === 0) {
    throw new KustomizeError(
      `patch appears to be empty; file=${entry.path ?? ''}, JsonOp=${entry.patch ?? ''}`,
    )
  }
  return applyOperations(operations, entry.target, entry.path ?? 'patch', false)
}

function textOf(entry: PatchEntry, loader: Loader): { readonly text: string; readonly source: string } {
  const patch = (entry.patch ?? '').trim()
  if (patch === '' && !entry.path) throw new KustomizeError('must specify one of patch and path in a patch')
  if (patch !== '' && entry.path) throw new KustomizeError("patch and path can't be set at the same time")
  if (!entry.path) return { text: patch, source: `[patch: ${JSON.stringify(patch)}]` }
  const path = entry.path
  const text = within(`failed to get the patch file from path(${path})`, () => loader.read(path))
  return { text, source: `[path: ${JSON.stringify(path)}]` }
}

function parsePatch(text: string, source: string): Parsed {
  let cause: unknown
  try {
    const operations = parseJsonPatch(text)
    if (operations) return { type: 'json', operations }
    return { type: 'merge', patches: parseResources(text) }
  } catch (error) {
    if (!(error instanceof YamlError || error instanceof KustomizeError)) throw error
    cause = error
  }
  const why = cause instanceof Error ? `: ${cause.message}` : ''
  throw new KustomizeError(`unable to parse SM or JSON patch from ${source}${why}`, { cause })
}

function inlineResources(text: string): readonly BuildResource[] | undefined {
  try {
    return parseResources(text)
  } catch (error) {
    if (error instanceof YamlError || error instanceof KustomizeError) return undefined
    throw error
  }
}

function applyOperations(
  operations: readonly JsonPatchOperation[],
  target: Selector | undefined,
  source: string,
  remembers = true,
): Transformer {
  if (!target) throw new KustomizeError(`must specify a target for JSON patch ${source}`)
  const isMeant = compileSelector(target)
  return resources => {
    for (const resource of resources.items.filter(isMeant)) {
      if (remembers) resource.storePreviousId()
      const result = within(`applying JSON patch ${source} to ${formatResId(resource.id)}`, () =>
        applyJsonPatch(resource.object, operations),
      )
      if (!isMap(result))
        throw new KustomizeError(`JSON patch ${source} leaves no mapping of ${formatResId(resource.id)}`)
      // kustomize: what was patched went through JSON.
      resource.object = copyValues(result) as JsonMap
    }
    resources.idsChanged()
  }
}

function mergeIntoSelected(
  patches: readonly BuildResource[],
  target: Selector,
  { source, schemas }: { readonly source: string; readonly schemas: Schemas },
): Transformer {
  const [patch] = patches
  if (patches.length > 1) {
    throw new KustomizeError(
      `Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${source}`,
    )
  }
  const isMeant = compileSelector(target)
  return resources => {
    if (!patch) return
    for (const resource of resources.items.filter(isMeant)) {
      const copy = new BuildResource({ ...patch.object, apiVersion: resource.apiVersion, kind: patch.kind })
      copy.allowNameChange = patch.allowNameChange
      copy.allowKindChange = patch.allowKindChange
      mergeInto(resource, copy, { resources, types: schemas.mergeTypes })
      // kustomize: the patch takes over the apiVersion of the target, even none.
      if (member(resource.object, 'apiVersion') === '') resource.object['apiVersion'] = null
    }
    resources.filter(resource => !resource.isEmpty)
  }
}

function mergeByName(patches: readonly BuildResource[], schemas: Schemas): Transformer {
  return resources => {
    for (const patch of patches) {
      const target = within(
        `no resource matches strategic merge patch "${formatResId(patch.originalId)}"`,
        () => resources.oneWithAnyId(patch.originalId),
      )
      mergeInto(target, patch, { resources, types: schemas.mergeTypes })
    }
  }
}

/** The name, namespace and kind of the target outlive the patch unless it may change them. */
function mergeInto(
  target: BuildResource,
  patch: BuildResource,
  { resources, types }: { readonly resources: ResourceList; readonly types: MergeTypes },
): void {
  const { name, namespace, kind } = target
  const changesId = patch.allowNameChange || patch.allowKindChange
  if (changesId) target.storePreviousId()
  const merged = within(`merging patch into ${formatResId(target.id)}`, () =>
    mergePatch(target.object, patch.object, types),
  )
  if (!isMap(merged)) {
    target.object = {}
    resources.idsChanged()
    return
  }
  target.object = merged
  if (!patch.allowKindChange) target.kind = kind
  if (!patch.allowNameChange && target.name !== name) target.name = name
  target.namespace = namespace
  if (changesId) resources.idsChanged()
}
