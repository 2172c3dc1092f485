/**
 * The shape of a kustomization file: which fields there are and of which type. A field that is not listed is an error.
 * @module
 */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { KustomizeError } from '../errors.ts'

/** What a field may hold. */
export type Shape =
  | { readonly type: 'text' | 'boolean' | 'integer' | 'texts' | 'any' }
  | { readonly type: 'list'; readonly items: Shape }
  | { readonly type: 'fields'; readonly fields: Readonly<Record<string, Shape>> }

const text: Shape = { type: 'text' }
const bool: Shape = { type: 'boolean' }
const integer: Shape = { type: 'integer' }
const texts: Shape = { type: 'texts' }
const any: Shape = { type: 'any' }
const list = (items: Shape): Shape => ({ type: 'list', items })
const fields = (members: Readonly<Record<string, Shape>>): Shape => ({ type: 'fields', fields: members })

const gvk = { group: text, version: text, kind: text }
const selector = fields({
  ...gvk,
  name: text,
  namespace: text,
  labelSelector: text,
  annotationSelector: text,
})
const patch = fields({
  path: text,
  patch: text,
  target: selector,
  options: fields({ allowNameChange: bool, allowKindChange: bool }),
})
const fieldSpec = fields({ ...gvk, path: text, create: bool })
const generatorOptions = fields({
  labels: texts,
  annotations: texts,
  disableNameSuffixHash: bool,
  immutable: bool,
})
const generator = {
  name: text,
  namespace: text,
  behavior: text,
  literals: list(text),
  files: list(text),
  envs: list(text),
  env: text,
  options: generatorOptions,
}
const fieldOptions = fields({ delimiter: text, index: integer, encoding: text, create: bool })

/** One entry of `replacements`, as it may stand in a file of its own too. */
export const replacementShape: Shape = fields({
  path: text,
  source: fields({ ...gvk, name: text, namespace: text, fieldPath: text, options: fieldOptions }),
  sourceValue: text,
  targets: list(
    fields({ select: selector, reject: list(selector), fieldPaths: list(text), options: fieldOptions }),
  ),
})

const image = fields({ name: text, newName: text, newTag: text, tagSuffix: text, digest: text })

/** A kustomization file. */
export const kustomizationShape: Shape = fields({
  apiVersion: text,
  kind: text,
  metadata: fields({ name: text, namespace: text, labels: texts, annotations: texts }),
  openapi: texts,
  namePrefix: text,
  nameSuffix: text,
  namespace: text,
  commonLabels: texts,
  labels: list(
    fields({
      pairs: texts,
      includeSelectors: bool,
      includeTemplates: bool,
      fields: list(fieldSpec),
    }),
  ),
  commonAnnotations: texts,
  patchesStrategicMerge: list(text),
  patchesJson6902: list(patch),
  patches: list(patch),
  images: list(image),
  imageTags: list(image),
  replacements: list(replacementShape),
  replicas: list(fields({ name: text, count: integer })),
  vars: list(
    fields({
      name: text,
      objref: fields({ ...gvk, apiVersion: text, name: text, namespace: text }),
      fieldref: fields({ fieldPath: text }),
    }),
  ),
  sortOptions: fields({
    order: text,
    legacySortOptions: fields({ orderFirst: list(text), orderLast: list(text) }),
  }),
  resources: list(text),
  components: list(text),
  crds: list(text),
  bases: list(text),
  configMapGenerator: list(fields(generator)),
  secretGenerator: list(fields({ ...generator, type: text })),
  helmGlobals: any,
  helmCharts: list(any),
  helmChartInflationGenerator: list(any),
  generatorOptions,
  configurations: list(text),
  generators: list(text),
  transformers: list(text),
  validators: list(text),
  buildMetadata: list(text),
})

/** What becomes of fields that the shape does not list. */
export type UnknownFields = 'refuse' | 'drop'

/**
 * A value that has this shape, nulls left out. Go reads names of fields whatever their case.
 * @throws KustomizeError naming the field
 */
export function checkShape(
  value: JsonValue,
  shape: Shape,
  path: string,
  unknown: UnknownFields = 'refuse',
): JsonValue | undefined {
  if (value === null) return undefined
  switch (shape.type) {
    case 'any':
      return value
    case 'text':
      return expect(typeof value === 'string', value, 'string', path)
    case 'boolean':
      return expect(typeof value === 'boolean', value, 'bool', path)
    case 'integer':
      return expect(typeof value === 'bigint' || Number.isInteger(value), value, 'int', path)
    case 'texts':
      return isJsonObject(value) ? checkTexts(value, path) : expect(false, value, 'map[string]string', path)
    case 'list':
      if (!Array.isArray(value)) return expect(false, value, 'list', path)
      return value.flatMap(item => {
        const checked = checkShape(item, shape.items, path, unknown)
        return checked === undefined ? (shape.items.type === 'text' ? [''] : [{}]) : [checked]
      })
    case 'fields':
      return isJsonObject(value)
        ? checkFields(value, { fields: shape.fields, unknown }, path)
        : expect(false, value, 'object', path)
  }
}

function checkTexts(value: JsonObject, path: string): JsonObject {
  const result: Record<string, JsonValue> = {}
  for (const [key, item] of Object.entries(value)) {
    if (item === null || item === undefined) result[key] = ''
    else result[key] = expect(typeof item === 'string', item, 'string', `${path}.${key}`)
  }
  return result
}

function checkFields(
  value: JsonObject,
  {
    fields: known,
    unknown,
  }: { readonly fields: Readonly<Record<string, Shape>>; readonly unknown: UnknownFields },
  path: string,
): JsonObject {
  const result: Record<string, JsonValue> = {}
  for (const [key, item] of Object.entries(value)) {
    const name = Object.hasOwn(known, key) ? key : foldedName(known, key)
    const shape = name === undefined ? undefined : known[name]
    if (!shape && unknown === 'drop') continue
    if (name === undefined || !shape) throw new KustomizeError(`json: unknown field "${key}"`)
    const checked =
      item === undefined ? undefined : checkShape(item, shape, path ? `${path}.${name}` : name, unknown)
    if (checked !== undefined) result[name] = checked
  }
  return result
}

function foldedName(known: Readonly<Record<string, Shape>>, key: string): string | undefined {
  const folded = key.toLowerCase()
  return Object.keys(known).find(name => name.toLowerCase() === folded)
}

function expect(holds: boolean, value: JsonValue, type: string, path: string): JsonValue {
  if (holds) return value
  const found = Array.isArray(value)
    ? 'array'
    : value === null
      ? 'null'
      : typeof value === 'object'
        ? 'object'
        : typeof value
  throw new KustomizeError(
    `json: cannot unmarshal ${found} into Go struct field Kustomization.${path} of type ${type}`,
  )
}
