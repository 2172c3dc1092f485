/** Validation of the metadata that all kinds have. @module */
import { deepEqual, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, required, tooLong } from '../status/index.ts'
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

/**
 * What is wrong with a change of metadata. Kubernetes looks at it in the generic update and again in that of the
 * kind, and says what it finds each time; a built-in kind looks once more at the whole object.
 */
export function validateMetaUpdate(object: JsonObject, old: JsonObject, isCustom: boolean): FieldError[] {
  const metadata = metaOf(object)
  const change = changeErrors(metadata, metaOf(old))
  const common = validateCommonMeta(metadata)
  const named = isCustom ? [] : validateFinalizerNames(object, metadata)
  return [
    ...common,
    ...change,
    ...common,
    ...change,
    ...common,
    ...named,
    ...(isCustom ? [] : common),
    ...named,
  ]
}

function changeErrors(metadata: JsonObject, before: JsonObject): FieldError[] {
  const errors = before['deletionTimestamp'] === undefined ? [] : newFinalizers(metadata, before)
  for (const field of immutable) {
    const now = metadata[field]
    if (deepEqual(now, before[field])) continue
    errors.push(invalid(`metadata.${field}`, now ?? null, 'field is immutable'))
  }
  return errors
}

const immutable = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]

function newFinalizers(metadata: JsonObject, before: JsonObject): FieldError[] {
  const known = stringsAt(before, 'finalizers')
  const added = stringsAt(metadata, 'finalizers').filter(each => !known.includes(each))
  if (added.length === 0) return []
  const shown = `[]string{${added.map(each => JSON.stringify(each)).join(', ')}}`
  return [
    forbiddenField(
      'metadata.finalizers',
      `no new finalizers can be added if the object is being deleted, found new finalizers ${shown}`,
    ),
  ]
}

function validateCommonMeta(metadata: JsonObject): FieldError[] {
  return [
    ...validateLabels(objectAt(metadata, 'labels'), 'metadata.labels'),
    ...validateAnnotations(objectAt(metadata, 'annotations'), 'metadata.annotations'),
    ...validateOwners(listAt(metadata, 'ownerReferences')),
    ...validateFinalizers(stringsAt(metadata, 'finalizers')),
    ...validateManagers(listAt(metadata, 'managedFields')),
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
  'RuntimeClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
])

/** Most built-in kinds take standard finalizers and those with a domain. */
function validateFinalizerNames(object: JsonObject, metadata: JsonObject): FieldError[] {
  if (anyFinalizer.has(stringAt(object, 'kind'))) return []
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

function validateManagers(entries: readonly JsonValue[]): FieldError[] {
  return entries.filter(isJsonObject).flatMap((entry, i) => {
    const at = `metadata.managedFields[${i}]`
    return [
      ...(Buffer.byteLength(stringAt(entry, 'manager')) > 128 ? [tooLong(`${at}.manager`, 128)] : []),
      ...(Buffer.byteLength(stringAt(entry, 'subresource')) > 256 ? [tooLong(`${at}.subresource`, 256)] : []),
    ]
  })
}
