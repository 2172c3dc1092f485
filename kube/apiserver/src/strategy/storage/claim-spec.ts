/** Validation of what a volume claim asks for. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../status/index.ts'
import { dnsLabelErrors, dnsSubdomainErrors, type TextCheck } from '../values/names.ts'
import { parseQuantity } from '../values/quantity.ts'
import { findObject, objectAt, textAt, textsAt } from '../values/read.ts'
import { selectorErrors } from '../values/selector.ts'

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']

/** What is wrong with the access modes of a claim or volume. */
export function* accessModeErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const modes = textsAt(spec, 'accessModes')
  for (const mode of modes) {
    if (!accessModes.includes(mode)) yield notSupported(`${path}.accessModes`, mode, accessModes)
  }
  if (modes.includes('ReadWriteOncePod') && modes.some(mode => mode !== 'ReadWriteOncePod')) {
    yield forbiddenField(`${path}.accessModes`, 'may not use ReadWriteOncePod with other access modes')
  }
}

/** What is wrong with the spec of a claim. */
export function* claimSpecErrors(spec: JsonObject, path: string): Generator<FieldError> {
  if (textsAt(spec, 'accessModes').length === 0) {
    yield required(`${path}.accessModes`, 'at least 1 access mode is required')
  }
  const selector = findObject(spec, 'selector')
  if (selector) yield* selectorErrors(selector, `${path}.selector`)
  yield* accessModeErrors(spec, path)
  yield* storageErrors(spec, path)
  const storageClass = spec['storageClassName']
  if (typeof storageClass === 'string' && storageClass !== '') {
    for (const error of dnsSubdomainErrors(storageClass)) {
      yield invalid(`${path}.storageClassName`, storageClass, error)
    }
  }
  const mode = spec['volumeMode']
  if (typeof mode === 'string' && mode !== 'Block' && mode !== 'Filesystem') {
    yield notSupported(`${path}.volumeMode`, mode, ['Block', 'Filesystem'])
  }
  const attributes = textAt(spec, 'volumeAttributesClassName')
  if (attributes) {
    for (const error of dnsSubdomainErrors(attributes)) {
      yield invalid(`${path}.volumeAttributesClassName`, attributes, error)
    }
  }
  yield* sourceErrors(spec, path)
}

function* storageErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const storage = objectAt(objectAt(spec, 'resources'), 'requests')['storage']
  const field = `${path}.resources[storage]`
  if (storage === undefined) return yield required(field)
  const quantity = parseQuantity(String(storage))
  if (quantity && quantity.nano <= 0n) yield invalid(field, String(storage), 'must be greater than zero')
}

function* sourceErrors(spec: JsonObject, path: string): Generator<FieldError> {
  yield* eachSourceErrors(spec, path)
  const [source, reference] = [findObject(spec, 'dataSource'), findObject(spec, 'dataSourceRef')]
  if (!source || !reference) return
  if (textAt(reference, 'namespace')) {
    const why = 'may not be specified when dataSourceRef.namespace is specified'
    return yield { ...invalid(path, '', why), shown: '{}' }
  }
  if (['apiGroup', 'kind', 'name'].every(key => textAt(source, key) === textAt(reference, key))) return
  yield { ...invalid(path, '', 'must match dataSourceRef'), shown: '{}' }
}

function* eachSourceErrors(spec: JsonObject, path: string): Generator<FieldError> {
  for (const name of ['dataSource', 'dataSourceRef']) {
    const source = findObject(spec, name)
    if (!source) continue
    if (!textAt(source, 'name')) yield required(`${path}.${name}.name`)
    if (!textAt(source, 'kind')) yield required(`${path}.${name}.kind`)
    if (!textAt(source, 'apiGroup') && textAt(source, 'kind') !== 'PersistentVolumeClaim') {
      yield invalid(
        `${path}.${name}`,
        textAt(source, 'kind'),
        "must be 'PersistentVolumeClaim' when referencing the default apiGroup",
      )
    }
    yield* namedErrors(textAt(source, 'apiGroup'), `${path}.${name}.apiGroup`, dnsSubdomainErrors)
    if (name === 'dataSourceRef') {
      yield* namedErrors(textAt(source, 'namespace'), `${path}.${name}.namespace`, dnsLabelErrors)
    }
  }
}

function* namedErrors(text: string, field: string, check: TextCheck): Generator<FieldError> {
  if (text) for (const error of check(text)) yield invalid(field, text, error)
}
