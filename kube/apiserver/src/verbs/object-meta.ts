/** Validation of the metadata that all kinds have. @module */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type FieldError, invalid, required, tooLong } from '../status/index.ts'
import type { Strategy } from '../strategy/index.ts'
import {
  dnsSubdomainErrors,
  labelValueErrors,
  nameCheck,
  qualifiedNameErrors,
} from '../strategy/values/names.ts'
import { listAt, metaOf, objectAt, stringAt, stringsAt } from './object.ts'

const annotationLimit = 256 * 1024

const subdomainName = nameCheck(dnsSubdomainErrors)

/** What is wrong with the metadata of a new object. */
export function validateMeta(
  object: JsonObject,
  type: { readonly namespaced: boolean; readonly custom?: unknown },
  strategy: Strategy,
): FieldError[] {
  const metadata = metaOf(object)
  const check = strategy.validateName ?? subdomainName
  const generateName = stringAt(metadata, 'generateName')
  const name = stringAt(metadata, 'name')
  const errors: FieldError[] = []
  if (generateName) {
    errors.push(...check(generateName, true).map(why => invalid('metadata.generateName', generateName, why)))
  }
  if (!name) errors.push(required('metadata.name', 'name or generateName is required'))
  else errors.push(...check(name, false).map(why => invalid('metadata.name', name, why)))
  if (type.namespaced && !stringAt(metadata, 'namespace')) errors.push(required('metadata.namespace'))
  const generation = metadata['generation'] ?? 0
  if (typeof generation === 'number' && generation < 0) {
    errors.push(invalid('metadata.generation', generation, 'must be greater than or equal to 0'))
  }
  errors.push(...validateCommonMeta(metadata))
  if (!type.custom) errors.push(...validateFinalizerNames(object, metadata))
  return errors
}

/** What is wrong with the metadata of an object, new or not. */
export function validateCommonMeta(metadata: JsonObject): FieldError[] {
  return [
    ...validateBelongings(metadata),
    ...validateFinalizers(stringsAt(metadata, 'finalizers')),
    ...validateManagers(listAt(metadata, 'managedFields')),
  ]
}

/** What is wrong with labels, annotations and owners. */
export function validateBelongings(metadata: JsonObject): FieldError[] {
  return [
    ...validateLabels(objectAt(metadata, 'labels'), 'metadata.labels'),
    ...validateAnnotations(objectAt(metadata, 'annotations'), 'metadata.annotations'),
    ...validateOwners(listAt(metadata, 'ownerReferences')),
  ]
}

/** Labels, of metadata or of a template. */
export function validateLabels(labels: JsonObject, field: string): FieldError[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...qualifiedNameErrors(key).map(why => invalid(field, key, why)),
    ...(typeof value === 'string' ? labelValueErrors(value) : []).map(why =>
      invalid(field, value ?? null, why),
    ),
  ])
}

function validateAnnotations(annotations: JsonObject, field: string): FieldError[] {
  const errors = Object.keys(annotations).flatMap(key =>
    qualifiedNameErrors(key.toLowerCase()).map(why => invalid(field, key, why)),
  )
  const size = Object.entries(annotations).reduce(
    (total, [key, value]) =>
      total + Buffer.byteLength(key) + Buffer.byteLength(typeof value === 'string' ? value : ''),
    0,
  )
  if (size > annotationLimit) {
    errors.push({ type: 'FieldValueTooLong', field, detail: `may not be more than ${annotationLimit} bytes` })
  }
  return errors
}

function validateOwners(owners: readonly JsonValue[]): FieldError[] {
  const errors = owners.flatMap((owner, i) => (isJsonObject(owner) ? ownerErrors(owner, i) : []))
  const controllers = owners.filter(owner => isJsonObject(owner) && owner['controller'] === true)
  const [first, second] = controllers
  if (isJsonObject(first) && isJsonObject(second)) {
    errors.push(
      invalid(
        'metadata.ownerReferences',
        owners,
        `Only one reference can have Controller set to true. Found "true" in references for ${stringAt(first, 'kind')}/${stringAt(first, 'name')} and ${stringAt(second, 'kind')}/${stringAt(second, 'name')}`,
      ),
    )
  }
  return errors
}

function ownerErrors(owner: JsonObject, _index: number): FieldError[] {
  const field = 'metadata.ownerReferences'
  const errors: FieldError[] = []
  const version = stringAt(owner, 'apiVersion').split('/').at(-1) ?? ''
  if (version === '') {
    errors.push(invalid(`${field}.apiVersion`, stringAt(owner, 'apiVersion'), 'version must not be empty'))
  }
  for (const key of ['kind', 'name', 'uid'] as const) {
    if (stringAt(owner, key) === '') errors.push(invalid(`${field}.${key}`, '', 'must not be empty'))
  }
  return errors
}

const standardFinalizers = new Set(['orphan', 'foregroundDeletion'])

/** The kinds of which any finalizer is taken: their validation is older than, or apart from, that of the others. */
const anyFinalizer = new Set([
  'APIService',
  'CustomResourceDefinition',
  'Lease',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'PodDisruptionBudget',
  'RuntimeClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
])

/** Events of the first version, whose metadata little is asked of. */
export const isCoreEvent = (object: JsonObject): boolean =>
  stringAt(object, 'kind') === 'Event' && stringAt(object, 'apiVersion') === 'v1'

/** Most built-in kinds take standard finalizers and those with a domain. */
export function validateFinalizerNames(object: JsonObject, metadata: JsonObject): FieldError[] {
  if (anyFinalizer.has(stringAt(object, 'kind')) || isCoreEvent(object)) return []
  return stringsAt(metadata, 'finalizers').flatMap((name, i) =>
    name.includes('/') || standardFinalizers.has(name)
      ? []
      : [
          invalid(
            `metadata.finalizers[${i}]`,
            name,
            'name is neither a standard finalizer name nor is it fully qualified',
          ),
        ],
  )
}

function validateFinalizers(finalizers: readonly string[]): FieldError[] {
  const errors = finalizers.flatMap(name =>
    qualifiedNameErrors(name).map(why => invalid('metadata.finalizers', name, why)),
  )
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(
      invalid(
        'metadata.finalizers',
        [...finalizers],
        'finalizers orphan and foregroundDeletion cannot be both set',
      ),
    )
  }
  return errors
}

export function validateManagers(entries: readonly JsonValue[]): FieldError[] {
  return entries.filter(isJsonObject).flatMap((entry, i) => {
    const at = `metadata.managedFields[${i}]`
    return [
      ...(Buffer.byteLength(stringAt(entry, 'manager')) > 128 ? [tooLong(`${at}.manager`, 128)] : []),
      ...(Buffer.byteLength(stringAt(entry, 'subresource')) > 256 ? [tooLong(`${at}.subresource`, 256)] : []),
    ]
  })
}
