/**
 * The `crds` field of a kustomization: files of OpenAPI definitions whose extensions say which fields of custom
 * resources hold names of others, labels, annotations, or are part of a name.
 * @module
 */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { parseYaml, YamlError } from '@sluice/yaml'
import { KustomizeError, within } from '../errors.ts'
import type { FieldSpec } from './field-spec.ts'
import type { NameReference } from './name-reference.ts'
import { emptyConfig, mergeConfigs, type TransformConfig } from './transform-config.ts'

/** Types inside one another that are followed. */
const maxDepth = 100

type Definitions = ReadonlyMap<string, JsonObject>

/** The configuration that one file stands for. @throws KustomizeError */
export function readCrdConfig(text: string, path: string): TransformConfig {
  const definitions = within(`unable to parse open API definition from '${path}'`, () =>
    readDefinitions(text),
  )
  let config = emptyConfig
  for (const [name, properties] of definitions) {
    if (!['kind', 'apiVersion', 'metadata'].every(field => Object.hasOwn(properties, field))) continue
    const kind = name.slice(name.lastIndexOf('.') + 1)
    config = mergeConfigs(config, configOf({ definitions, kind }, name, []))
  }
  return config
}

/** The properties of each type. */
function readDefinitions(text: string): Definitions {
  if (text === '') throw new KustomizeError('the file is empty')
  let document: JsonValue | undefined
  try {
    document = parseYaml(text)[0]
  } catch (error) {
    if (error instanceof YamlError) throw new KustomizeError(error.message, { cause: error })
    throw error
  }
  const definitions = new Map<string, JsonObject>()
  for (const [name, definition] of Object.entries(asObject(document))) {
    if (!isJsonObject(definition) && definition !== null)
      throw new KustomizeError(`json: '${name}' cannot be unmarshaled into an OpenAPI definition`)
    const fields = asObject(definition)
    definitions.set(name, asObject(asObject(fields['Schema'] ?? fields['schema'])['properties']))
  }
  return definitions
}

interface Crd {
  readonly definitions: Definitions
  readonly kind: string
}

function configOf(crd: Crd, type: string, path: readonly string[]): TransformConfig {
  if (path.length > maxDepth)
    throw new KustomizeError(`type '${type}' of ${crd.kind} contains itself: ${path.slice(0, 5).join('/')}/…`)
  let config = emptyConfig
  for (const [name, value] of Object.entries(crd.definitions.get(type) ?? {})) {
    const property = asObject(value)
    const here = [...path, name]
    config = mergeConfigs(config, ownConfig(property, crd.kind, here))
    const ref = property['$ref']
    if (typeof ref === 'string') config = mergeConfigs(config, configOf(crd, ref, here))
  }
  return config
}

function ownConfig(property: JsonObject, kind: string, path: readonly string[]): TransformConfig {
  const field: FieldSpec = { path: path.join('/'), kind }
  const has = (extension: string) => typeof property[extension] === 'string'
  return {
    ...emptyConfig,
    ...(has('x-kubernetes-annotation') ? { commonAnnotations: [field] } : {}),
    ...(has('x-kubernetes-label-selector') ? { commonLabels: [field] } : {}),
    ...(has('x-kubernetes-identity') ? { namePrefix: [field] } : {}),
    nameReference: referenceOf(property, field),
  }
}

function referenceOf(property: JsonObject, field: FieldSpec): readonly NameReference[] {
  const version = property['x-kubernetes-object-ref-api-version']
  const kind = property['x-kubernetes-object-ref-kind']
  const nameKey = property['x-kubernetes-object-ref-name-key']
  if (typeof version !== 'string' || typeof kind !== 'string') return []
  const key = typeof nameKey === 'string' ? nameKey : 'name'
  return [{ kind, version, fieldSpecs: [{ ...field, path: `${field.path}/${key}` }] }]
}

function asObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}
