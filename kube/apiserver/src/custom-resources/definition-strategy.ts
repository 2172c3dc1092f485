import { deepEqual, isJsonObject, type JsonObject } from '@sluice/base/json'
import type { Strategy } from '../strategy/strategy.ts'
import {
  listAt,
  metaOf,
  objectAt,
  stringAt,
  stringsAt,
  timestamp,
  withMeta,
  without,
} from '../verbs/object.ts'
import { withCondition } from './conditions.ts'
import { cleanupFinalizer } from './definition.ts'
import { definitionErrors, definitionUpdateErrors } from './definition-errors.ts'
import { definitionWarnings } from './definition-warnings.ts'

/** Defaulting, validation and deletion of definitions themselves. */
export const definitionStrategy: Strategy = {
  allowUnconditionalUpdate: false,
  tracksGeneration: true,
  default: withDefaults,
  prepareForCreate: definition => withStoredVersion(withStatus(definition, freshStatus)),
  prepareForUpdate: (definition, old, { subresource }) =>
    subresource === 'status'
      ? { ...definition, ...pick(old, 'spec') }
      : withStoredVersion({ ...without(definition, 'status'), ...pick(old, 'status') }),
  validate: definition => definitionErrors(definition),
  validateUpdate: (definition, old, { subresource }) =>
    subresource === 'status' ? [] : definitionUpdateErrors(definition, old),
  warnings: (definition, old) => definitionWarnings(definition, old),
  markDeleted,
}

const freshStatus: JsonObject = {
  conditions: null,
  acceptedNames: { plural: '', kind: '' },
  storedVersions: null,
}

function pick(object: JsonObject, key: string): JsonObject {
  const value = object[key]
  return value === undefined ? {} : { [key]: value }
}

function withStatus(definition: JsonObject, status: JsonObject): JsonObject {
  return { ...definition, status }
}

function withDefaults(definition: JsonObject): JsonObject {
  const spec = definition['spec']
  if (!isJsonObject(spec)) return definition
  const names = objectAt(spec, 'names')
  const kind = stringAt(names, 'kind')
  const singular = stringAt(names, 'singular') || kind.toLowerCase()
  const listKind = stringAt(names, 'listKind') || (kind === '' ? '' : `${kind}List`)
  const conversion = spec['conversion']
  return {
    ...definition,
    spec: {
      ...spec,
      names: {
        ...names,
        ...(singular === '' ? {} : { singular }),
        ...(listKind === '' ? {} : { listKind }),
      },
      conversion: isJsonObject(conversion) ? withPort(conversion) : { strategy: 'None' },
    },
  }
}

/** The port of a webhook's service. */
function withPort(conversion: JsonObject): JsonObject {
  const webhook = conversion['webhook']
  const client = isJsonObject(webhook) ? webhook['clientConfig'] : undefined
  const service = isJsonObject(client) ? client['service'] : undefined
  if (!isJsonObject(webhook) || !isJsonObject(client) || !isJsonObject(service)) return conversion
  if (service['port'] !== undefined) return conversion
  return {
    ...conversion,
    webhook: { ...webhook, clientConfig: { ...client, service: { ...service, port: 443 } } },
  }
}

/** A version that objects are stored in stays on record until someone takes it off. */
function withStoredVersion(definition: JsonObject): JsonObject {
  const versions = listAt(objectAt(definition, 'spec'), 'versions').filter(isJsonObject)
  const storage = versions.find(each => each['storage'] === true)
  if (!storage) return definition
  const status = objectAt(definition, 'status')
  const stored = stringsAt(status, 'storedVersions')
  const name = stringAt(storage, 'name')
  const storedVersions = stored.includes(name) ? stored : [...stored, name]
  return deepEqual(stored, storedVersions)
    ? definition
    : withStatus(definition, { ...status, storedVersions })
}

/** A deleted definition stays until the objects of its kind are gone. */
function markDeleted(definition: JsonObject, now: Date): JsonObject {
  const finalizers = stringsAt(metaOf(definition), 'finalizers')
  const marked = withMeta(definition, {
    deletionTimestamp: timestamp(now),
    finalizers: finalizers.includes(cleanupFinalizer) ? finalizers : [...finalizers, cleanupFinalizer],
  })
  return withCondition(
    marked,
    {
      type: 'Terminating',
      status: 'True',
      reason: 'InstanceDeletionPending',
      message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
    },
    now,
  )
}
