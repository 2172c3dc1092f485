/**
 * The `replacements` field of a kustomization: copies a field of one resource into fields of others.
 *
 * Runs last, so that it sees what all other fields made.
 * @module
 */
import { isJsonObject, type JsonValue } from '@sluice/base/json'
import { parseYaml } from '@sluice/yaml'
import { KustomizeError } from '../errors.ts'
import { checkShape } from '../load/check-shape.ts'
import type { FieldOptions, Replacement, ReplacementTarget, Selector } from '../load/kustomization.ts'
import type { Loader } from '../load/loader.ts'
import { refusingYaml } from '../load/refusing-yaml.ts'
import { replacementShape } from '../load/shapes.ts'
import { copyJson, isMap, isScalar, type Json } from '../resources/json.ts'
import { effectiveNamespace, formatGvk, isSelected, type ResId } from '../resources/res-id.ts'
import type { BuildResource } from '../resources/resource.ts'
import { findPlaces, lookUp, lookUpText, type Place, splitFieldPath } from './field-path.ts'
import { parseLabelSelector } from './label-selector.ts'
import { asTypeOf, resolveCreated } from './scalar-value.ts'
import type { Transformer } from './transformer.ts'

const defaultPath = 'metadata.name'

/** Every replacement, in the order written. @throws KustomizeError */
export function replaceValues(entries: readonly Replacement[], loader: Loader): Transformer {
  const replacements = entries.flatMap(entry => (entry.path ? readFile(entry, loader) : [entry]))
  return resources => {
    for (const replacement of replacements) replaceOne(replacement, resources.items)
    resources.idsChanged()
  }
}

function readFile(entry: Replacement, loader: Loader): readonly Replacement[] {
  if (entry.source || entry.targets?.length)
    throw new KustomizeError('cannot specify both path and inline replacement')
  const path = entry.path ?? ''
  const [document] = refusingYaml(`replacements of '${path}'`, () => parseYaml(loader.read(path)))
  const list: readonly JsonValue[] = Array.isArray(document)
    ? document
    : document === undefined
      ? []
      : [document]
  if (!list.every(isJsonObject)) {
    throw new KustomizeError(`unsupported replacement type encountered within replacement path: ${path}`)
  }
  return list.map(item => checkShape(item, replacementShape, 'replacements') as unknown as Replacement)
}

function replaceOne(replacement: Replacement, resources: readonly BuildResource[]): void {
  const { source, sourceValue, targets } = replacement
  if ((source === undefined && sourceValue === undefined) || targets === undefined) {
    throw new KustomizeError('replacements must specify a source and at least one target')
  }
  if (source !== undefined && sourceValue !== undefined) {
    throw new KustomizeError('value and resource selectors are mutually exclusive')
  }
  const value =
    sourceValue !== undefined
      ? { value: resolveCreated(sourceValue), text: sourceValue }
      : readSource(replacement, resources)
  for (const target of targets) writeTarget(target, value, resources)
}

/** What is copied; a scalar's text may say more than its value. */
interface Copied {
  readonly value: Json
  readonly text: string
}

function readSource({ source = {} }: Replacement, resources: readonly BuildResource[]): Copied {
  const matches = resources.filter(resource => resource.ids.some(id => isNamedBy(id, source)))
  const shown = `${formatGvk(source)}/${source.name || '[noName]'}.${source.namespace || '[noNs]'}`
  const [found] = matches
  if (matches.length > 1) throw new KustomizeError(`multiple matches for selector ${shown}`)
  if (!found) throw new KustomizeError(`nothing selected by ${shown}`)
  const path = source.fieldPath || defaultPath
  const steps = splitFieldPath(path)
  const value = lookUp(found.object, steps)
  if (value === undefined || value === null || isBlank(value)) {
    throw new KustomizeError(`fieldPath \`${path}\` is missing for replacement source ${shown}`)
  }
  return refine({ value, text: lookUpText(found.object, steps) }, source.options)
}

function isBlank(value: Json): boolean {
  return (Array.isArray(value) && value.length === 0) || (isMap(value) && Object.keys(value).length === 0)
}

function refine(copied: Copied, options: FieldOptions | undefined): Copied {
  if (!options?.delimiter) return copied
  const { value, text } = copied
  if (!isScalar(value)) throw new KustomizeError('delimiter option can only be used with scalar nodes')
  const index = options.index ?? 0
  const part = text.split(options.delimiter)[index]
  if (part === undefined) {
    throw new KustomizeError(`options.index ${index} is out of bounds for value ${text}`)
  }
  return { value: typeof value === 'string' ? part : asTypeOf(value, part), text: part }
}

function isNamedBy(id: ResId, selector: Selector): boolean {
  return (
    (!selector.name || selector.name === id.name) &&
    (!selector.namespace || (selector.namespace || 'default') === effectiveNamespace(id)) &&
    isSelected(id, selector)
  )
}

function writeTarget(target: ReplacementTarget, value: Copied, resources: readonly BuildResource[]): void {
  const { select } = target
  if (!select) throw new KustomizeError('target must specify resources to select')
  const paths = target.fieldPaths?.length ? target.fieldPaths : [defaultPath]
  const isSelectedByLabels = labelFilter(target)
  for (const resource of resources) {
    const ids = resource.ids
    if (
      !ids.some(id => isNamedBy(id, select)) ||
      isRejected(ids, target.reject) ||
      !isSelectedByLabels(resource)
    )
      continue
    for (const path of paths) writePath(resource, path, { value, options: target.options })
  }
}

function isRejected(ids: readonly ResId[], rejects: readonly Selector[] | undefined): boolean {
  return (rejects ?? []).some(reject => {
    const { group, version, kind, name, namespace } = reject
    if (!group && !version && !kind && !name && !namespace) return false
    return ids.some(id => isNamedBy(id, reject))
  })
}

function labelFilter({ select = {}, reject = [] }: ReplacementTarget): (resource: BuildResource) => boolean {
  const byLabels = (selector: Selector) => {
    const labels = parseLabelSelector(selector.labelSelector)
    const annotations = parseLabelSelector(selector.annotationSelector)
    return (resource: BuildResource) =>
      labels(resource.texts('labels')) && annotations(resource.texts('annotations'))
  }
  const wanted = select.labelSelector || select.annotationSelector ? byLabels(select) : () => true
  const unwanted = reject.filter(one => one.labelSelector || one.annotationSelector).map(byLabels)
  return resource => wanted(resource) && !unwanted.some(matches => matches(resource))
}

function writePath(
  resource: BuildResource,
  path: string,
  { value, options }: { readonly value: Copied; readonly options: FieldOptions | undefined },
): void {
  const create = options?.create ? createdKind(value.value) : undefined
  const problem = `unable to find ${create ? 'or create ' : ''}field "${path}" in replacement target`
  let places: Place[]
  try {
    places = findPlaces(resource.object, splitFieldPath(path), create)
  } catch (error) {
    if (error instanceof KustomizeError)
      throw new KustomizeError(`${problem}: ${error.message}`, { cause: error })
    throw error
  }
  if (places.length === 0) throw new KustomizeError(problem)
  for (const place of places) write(place, value, options)
}

function createdKind(value: Json): 'scalar' | 'map' | 'list' {
  return Array.isArray(value) ? 'list' : isMap(value) ? 'map' : 'scalar'
}

/** A scalar keeps its type and takes the text, that of a mapping being empty; anything else is replaced whole. */
function write(place: Place, copied: Copied, options: FieldOptions | undefined): void {
  const old = place.get() ?? null
  let { text } = copied
  if (options?.delimiter) {
    if (!isScalar(old)) throw new KustomizeError('delimiter option can only be used with scalar nodes')
    text = splice(place.text().split(options.delimiter), text, options)
  }
  if (!isScalar(old)) place.set(copyJson(copied.value))
  else place.set(place.isNew ? resolveCreated(text) : asTypeOf(old, text))
}

function splice(parts: string[], text: string, { delimiter = '', index = 0 }: FieldOptions): string {
  if (index < 0) parts.unshift(text)
  else if (index >= parts.length) parts.push(text)
  else parts[index] = text
  return parts.join(delimiter)
}
