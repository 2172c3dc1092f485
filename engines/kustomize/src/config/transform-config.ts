import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { KustomizeError, within } from '../errors.ts'
import { checkShape } from '../load/check-shape.ts'
import { configShape } from '../load/shapes.ts'
import {
  commonAnnotationFields,
  commonLabelFields,
  imageFields,
  namespaceFields,
  replicaFields,
  templateLabelFields,
} from './default-fields.ts'
import { defaultNameReferences } from './default-name-references.ts'
import { compareKinds, type FieldSpec, mergeFields } from './field-spec.ts'
import { mergeNameReferences, type NameReference } from './name-reference.ts'
import { variableFields } from './variable-fields.ts'

/** Which fields each transformer looks at. */
export interface TransformConfig {
  readonly namePrefix: readonly FieldSpec[]
  readonly nameSuffix: readonly FieldSpec[]
  readonly namespace: readonly FieldSpec[]
  readonly commonLabels: readonly FieldSpec[]
  readonly labels: readonly FieldSpec[]
  readonly templateLabels: readonly FieldSpec[]
  readonly commonAnnotations: readonly FieldSpec[]
  readonly nameReference: readonly NameReference[]
  readonly varReference: readonly FieldSpec[]
  readonly images: readonly FieldSpec[]
  readonly replicas: readonly FieldSpec[]
}

const nameFields: readonly FieldSpec[] = [{ path: 'metadata/name' }]

/** What kustomize knows of the built-in kinds. */
export const defaultConfig: TransformConfig = {
  namePrefix: nameFields,
  nameSuffix: nameFields,
  namespace: namespaceFields,
  commonLabels: commonLabelFields,
  labels: [],
  templateLabels: templateLabelFields,
  commonAnnotations: commonAnnotationFields,
  nameReference: defaultNameReferences,
  varReference: variableFields,
  images: imageFields,
  replicas: replicaFields,
}

/** No fields at all. */
export const emptyConfig: TransformConfig = {
  namePrefix: [],
  nameSuffix: [],
  namespace: [],
  commonLabels: [],
  labels: [],
  templateLabels: [],
  commonAnnotations: [],
  nameReference: [],
  varReference: [],
  images: [],
  replicas: [],
}

/**
 * Both configurations together. kustomize: sorted by kind, so that a field of one kind can keep out that of all kinds.
 * @throws KustomizeError if they contradict each other
 */
export function mergeConfigs(a: TransformConfig, b: TransformConfig): TransformConfig {
  if (a === b || b === emptyConfig) return a
  if (a === emptyConfig && b === defaultConfig) return b
  return {
    namePrefix: mergeFields(a.namePrefix, b.namePrefix),
    nameSuffix: mergeFields(a.nameSuffix, b.nameSuffix),
    namespace: mergeFields(a.namespace, b.namespace),
    commonLabels: mergeFields(a.commonLabels, b.commonLabels),
    labels: mergeFields(a.labels, b.labels),
    templateLabels: mergeFields(a.templateLabels, b.templateLabels),
    commonAnnotations: mergeFields(a.commonAnnotations, b.commonAnnotations),
    nameReference: mergeNameReferences(a.nameReference, b.nameReference),
    varReference: mergeFields(a.varReference, b.varReference),
    images: mergeFields(a.images, b.images),
    replicas: mergeFields(a.replicas, b.replicas),
  }
}

/** A configuration as a file of `configurations` holds it. @throws KustomizeError */
export function readConfig(value: JsonValue): TransformConfig {
  const checked = within('error unmarshaling JSON: while decoding JSON', () =>
    checkShape(value, configShape, '', 'converting'),
  )
  const config = isJsonObject(checked) ? checked : {}
  const fields = (name: string) => [...readFieldSpecs(config[name], name)].sort(compareKinds)
  return {
    namePrefix: fields('namePrefix'),
    nameSuffix: fields('nameSuffix'),
    namespace: fields('namespace'),
    commonLabels: fields('commonLabels'),
    labels: fields('labels'),
    templateLabels: fields('templateLabels'),
    commonAnnotations: fields('commonAnnotations'),
    nameReference: [...readNameReferences(config['nameReference'], 'nameReference')].sort(compareKinds),
    varReference: fields('varReference'),
    images: fields('images'),
    replicas: fields('replicas'),
  }
}

/** A list of field specs. @throws KustomizeError */
export function readFieldSpecs(value: JsonValue | undefined, where: string): readonly FieldSpec[] {
  return entries(value, where).map(entry => ({
    path: text(entry['path']),
    ...gvkOf(entry),
    ...(entry['create'] === true ? { create: true } : {}),
  }))
}

function readNameReferences(value: JsonValue | undefined, where: string): readonly NameReference[] {
  return entries(value, where).map(entry => ({
    ...gvkOf(entry),
    fieldSpecs: readFieldSpecs(entry['fieldSpecs'], where),
  }))
}

function entries(value: JsonValue | undefined, where: string): readonly JsonObject[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value) || !value.every(isJsonObject)) {
    throw new KustomizeError(`${where} must be a list of mappings`)
  }
  return value
}

function gvkOf(entry: JsonObject): { group?: string; version?: string; kind?: string } {
  const { group, version, kind } = entry
  return {
    ...(group ? { group: text(group) } : {}),
    ...(version ? { version: text(version) } : {}),
    ...(kind ? { kind: text(kind) } : {}),
  }
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}
