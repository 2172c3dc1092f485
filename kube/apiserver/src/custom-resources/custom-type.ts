/** From a version of a definition to a resource type that the server can serve. @module */
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { applyDefaults, prune, type Schema } from '@sluice/openapi'
import { compareVersions } from '../discovery/version-order.ts'
import type { Column, CustomType, ResourceType, Subresource } from '../kinds/index.ts'
import type { Services } from '../server/services.ts'
import { stringAt } from '../verbs/object.ts'
import { customStrategy } from './custom-strategy.ts'
import { decodeCustom } from './decode-custom.ts'
import { type Definition, hasStatus, type Names, type Version } from './definition.ts'
import { WebhookConversion } from './webhook-conversion.ts'

const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch']
const subresourceVerbs = ['get', 'patch', 'update']

/** The types of all served versions, under the names that were accepted. */
export function customTypes(
  definition: Definition,
  revision: number,
  services: Services,
): readonly ResourceType[] {
  const storage = definition.versions.find(each => each.storage)
  if (!storage) return []
  const webhook = definition.conversionWebhook ? new WebhookConversion(definition, services) : undefined
  return definition.versions
    .filter(each => each.served)
    .map(version => customType(definition, version, { storage, revision, webhook }))
}

interface Making {
  readonly storage: Version
  /** Of the definition: texts of objects are kept per revision. */
  readonly revision: number
  readonly webhook: WebhookConversion | undefined
}

function customType(definition: Definition, version: Version, making: Making): ResourceType {
  const { group } = definition
  const { storage, webhook } = making
  const names: Names = { ...definition.names, ...definition.acceptedNames, kind: definition.names.kind }
  const schema = version.schema ?? {}
  const convert = webhook
    ? webhookConversionOf(version, storage, group, webhook)
    : conversionOf(version, storage, group)
  return {
    group,
    version: version.name,
    apiVersion: `${group}/${version.name}`,
    kind: names.kind,
    listKind: definition.names.listKind,
    plural: definition.names.plural,
    singular: names.singular,
    shortNames: names.shortNames,
    categories: names.categories,
    namespaced: definition.scope === 'Namespaced',
    verbs,
    subresources: subresourcesOf(version, names.kind),
    schema,
    resolver: () => undefined,
    schemaName: `${group}.${version.name}.${names.kind}`,
    storageKey: `${definition.names.plural}.${group}`,
    storageVersion: `${group}/${storage.name}`,
    convert,
    columns: columnsOf(version),
    custom: customPart(definition, version, making),
  }
}

function customPart(definition: Definition, version: Version, { revision, webhook }: Making): CustomType {
  const schema = version.schema ?? {}
  const scale = scaleOf(version)
  const warning = deprecationOf(definition, version)
  return {
    definition: definition.name,
    strategy: customStrategy({
      kind: definition.names.kind,
      apiVersion: `${definition.group}/${version.name}`,
      schema,
      hasStatus: hasStatus(version),
      scale,
    }),
    decode: body => decodeCustom(body, schema),
    cacheKey: `${version.name}#${revision}`,
    ...(scale ? { scale } : {}),
    selectableFields: version.selectableFields.map(each => stringAt(each, 'jsonPath')),
    acceptsCreate: !definition.isDeleting,
    ...(webhook ? { convertAhead: (objects, to) => webhook.convert(objects, to) } : {}),
    ...(warning === undefined ? {} : { deprecationWarning: warning }),
  }
}

/**
 * With strategy None only apiVersion differs between versions; each version prunes by its own schema. Objects may
 * still be stored in a version that was the one to store before.
 */
function conversionOf(
  version: Version,
  storage: Version,
  group: string,
): NonNullable<ResourceType['convert']> {
  const own = version.schema ?? {}
  const stored = storage.schema ?? {}
  const apiVersion = `${group}/${version.name}`
  return {
    fromStorage: object => {
      const isOwn = object['apiVersion'] === apiVersion
      return applyDefaults(isOwn ? object : pruned({ ...object, apiVersion }, own), own)
    },
    toStorage: object => (version === storage ? object : pruned(object, stored)),
  }
}

/** What a webhook made of objects before it is asked for here. */
function webhookConversionOf(
  version: Version,
  storage: Version,
  group: string,
  webhook: WebhookConversion,
): NonNullable<ResourceType['convert']> {
  const own = version.schema ?? {}
  const apiVersion = `${group}/${version.name}`
  return {
    fromStorage: object =>
      object['apiVersion'] === apiVersion
        ? applyDefaults(object, own)
        : webhook.converted(object, apiVersion),
    toStorage: object =>
      version === storage ? object : webhook.converted(object, `${group}/${storage.name}`),
  }
}

function pruned(object: JsonObject, schema: Schema): JsonObject {
  return prune(object, schema, { isResource: true }).value
}

function subresourcesOf(version: Version, kind: string): readonly Subresource[] {
  return [
    ...(hasStatus(version) ? [{ name: 'status', kind, verbs: subresourceVerbs }] : []),
    ...(scaleOf(version)
      ? [{ name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: subresourceVerbs }]
      : []),
  ]
}

function scaleOf(version: Version): CustomType['scale'] {
  const scale = version.subresources?.['scale']
  if (!isJsonObject(scale)) return undefined
  const selector = stringAt(scale, 'labelSelectorPath')
  return {
    specReplicasPath: stringAt(scale, 'specReplicasPath'),
    statusReplicasPath: stringAt(scale, 'statusReplicasPath'),
    ...(selector ? { labelSelectorPath: selector } : {}),
  }
}

const nameText =
  'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names'
const ageText =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata'

const nameColumn: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  priority: 0,
  description: nameText,
}
const ageColumn: Column = {
  name: 'Age',
  type: 'date',
  format: '',
  priority: 0,
  description: ageText,
  jsonPath: '.metadata.creationTimestamp',
}

/** The name, and what the definition says; without columns of its own the age. */
function columnsOf(version: Version): readonly Column[] {
  if (version.columns.length === 0) return [nameColumn, ageColumn]
  const own = version.columns.map(column => {
    const jsonPath = stringAt(column, 'jsonPath')
    const priority = column['priority']
    return {
      name: stringAt(column, 'name'),
      type: stringAt(column, 'type'),
      format: stringAt(column, 'format'),
      priority: typeof priority === 'number' ? priority : 0,
      description:
        stringAt(column, 'description') ||
        `Custom resource definition column (in JSONPath format): ${jsonPath}`,
      jsonPath,
    }
  })
  return [nameColumn, ...own]
}

/** What clients are told who still use a deprecated version. */
function deprecationOf(definition: Definition, version: Version): string | undefined {
  if (!version.deprecated) return undefined
  if (version.deprecationWarning !== undefined) return version.deprecationWarning
  const { group, names, versions } = definition
  const text = `${group}/${version.name} ${names.kind} is deprecated`
  const newer = versions
    .filter(each => each.served && !each.deprecated && compareVersions(each.name, version.name) < 0)
    .map(each => each.name)
    .sort(compareVersions)[0]
  return newer === undefined ? text : `${text}; use ${group}/${newer} ${names.kind}`
}
