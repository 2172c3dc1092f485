/** A CustomResourceDefinition as this folder reads it. @module */
import { deepEqual, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { isSchema, type Schema } from '@sluice/openapi'
import { listAt, metaOf, objectAt, stringAt, stringsAt } from '../verbs/object.ts'

export const definitionsKey = 'customresourcedefinitions.apiextensions.k8s.io'
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io'

/** One version of a definition. */
export interface Version {
  readonly name: string
  readonly served: boolean
  readonly storage: boolean
  readonly deprecated: boolean
  readonly deprecationWarning: string | undefined
  readonly schema: (Schema & JsonObject) | undefined
  /** Undefined where the version has none. */
  readonly subresources: JsonObject | undefined
  readonly columns: readonly JsonObject[]
  readonly selectableFields: readonly JsonObject[]
}

export interface Names {
  readonly plural: string
  readonly singular: string
  readonly kind: string
  readonly listKind: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
}

export interface Definition {
  readonly name: string
  readonly group: string
  readonly scope: string
  /** The webhook that converts objects between versions; without one only `apiVersion` differs. */
  readonly conversionWebhook: JsonObject | undefined
  readonly names: Names
  readonly acceptedNames: Names
  readonly versions: readonly Version[]
  readonly storedVersions: readonly string[]
  readonly isDeleting: boolean
  readonly isEstablished: boolean
}

/** Reads a definition; what is missing reads as empty. */
export function readDefinition(object: JsonObject): Definition {
  const spec = objectAt(object, 'spec')
  const status = objectAt(object, 'status')
  return {
    name: stringAt(metaOf(object), 'name'),
    group: stringAt(spec, 'group'),
    scope: stringAt(spec, 'scope'),
    conversionWebhook: webhookOf(objectAt(spec, 'conversion')),
    names: readNames(objectAt(spec, 'names')),
    acceptedNames: readNames(objectAt(status, 'acceptedNames')),
    versions: listAt(spec, 'versions').filter(isJsonObject).map(readVersion),
    storedVersions: stringsAt(status, 'storedVersions'),
    isDeleting: metaOf(object)['deletionTimestamp'] !== undefined,
    isEstablished: isConditionTrue(object, 'Established'),
  }
}

function webhookOf(conversion: JsonObject): JsonObject | undefined {
  return stringAt(conversion, 'strategy') === 'Webhook' ? objectAt(conversion, 'webhook') : undefined
}

export function readNames(names: JsonObject): Names {
  return {
    plural: stringAt(names, 'plural'),
    singular: stringAt(names, 'singular'),
    kind: stringAt(names, 'kind'),
    listKind: stringAt(names, 'listKind'),
    shortNames: stringsAt(names, 'shortNames'),
    categories: stringsAt(names, 'categories'),
  }
}

function readVersion(version: JsonObject): Version {
  const schema = objectAt(version, 'schema')['openAPIV3Schema']
  const subresources = version['subresources']
  const warning = version['deprecationWarning']
  return {
    name: stringAt(version, 'name'),
    served: version['served'] === true,
    storage: version['storage'] === true,
    deprecated: version['deprecated'] === true,
    deprecationWarning: typeof warning === 'string' ? warning : undefined,
    schema: isSchema(schema) ? schema : undefined,
    subresources: isJsonObject(subresources) ? subresources : undefined,
    columns: listAt(version, 'additionalPrinterColumns').filter(isJsonObject),
    selectableFields: listAt(version, 'selectableFields').filter(isJsonObject),
  }
}

export function isConditionTrue(object: JsonObject, type: string): boolean {
  return conditionsOf(object).some(each => each['type'] === type && each['status'] === 'True')
}

export function conditionsOf(object: JsonObject): readonly JsonObject[] {
  return listAt(objectAt(object, 'status'), 'conditions').filter(isJsonObject)
}

/**
 * What all versions have in common, and Kubernetes therefore names without a version in messages:
 * `spec.validation`, `spec.subresources`, `spec.additionalPrinterColumns`, `spec.selectableFields`.
 */
export interface Common {
  readonly schema: boolean
  readonly subresources: boolean
  readonly columns: boolean
  readonly selectableFields: boolean
}

export function commonOf(versions: readonly Version[]): Common {
  const [first, ...others] = versions
  const same = (read: (version: Version) => JsonValue | undefined) =>
    first !== undefined && others.every(each => deepEqual(read(each) ?? null, read(first) ?? null))
  return {
    schema: same(each => each.schema),
    subresources: same(each => each.subresources),
    columns: same(each => each.columns),
    selectableFields: same(each => each.selectableFields),
  }
}

export function hasStatus(version: Version): boolean {
  return isJsonObject(version.subresources?.['status'])
}
