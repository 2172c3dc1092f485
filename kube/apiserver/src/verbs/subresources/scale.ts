/** The `scale` subresource: one number of an object, in the shape of autoscaling/v1 Scale. @module */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { columnDescriptions } from '../../descriptions/descriptions.ts'
import type { Answer } from '../../http/answer.ts'
import { isTrue } from '../../http/request-info.ts'
import { builtInSchema, type Column, type ResourceType, viewOf } from '../../kinds/index.ts'
import { applyPatchBody, parentManagers, scaleManagers, updateManagedFields } from '../../patch/index.ts'
import { conflict, internal, internalError, invalid, invalidObject, notFound } from '../../status/index.ts'
import type { ApiRequest } from '../api-request.ts'
import { readObject } from '../decode-object.ts'
import { metaOf, objectAt, stringAt, withMeta } from '../object.ts'
import { updateObject } from '../update.ts'
import { patchTypeOf, requireUrlName } from '../write.ts'
import type { WriteContext } from '../write-context.ts'
import { writeContext } from '../write-options.ts'

const scaleSchema = 'io.k8s.api.autoscaling.v1.Scale'
const scaleKind = { apiVersion: 'autoscaling/v1', kind: 'Scale', schemaName: scaleSchema }

export async function scale(request: ApiRequest): Promise<Answer> {
  switch (request.info.verb) {
    case 'get':
      return getScale(request)
    case 'update':
      return await putScale(request)
    default:
      return await patchScale(request)
  }
}

function getScale({ services, type, info }: ApiRequest): Answer {
  const stored = services.store.get(type.storageKey, type.namespaced ? info.namespace : '', info.name)
  if (!stored) throw notFound(type, info.name)
  return answer(type, viewOf(type, stored))
}

async function putScale(request: ApiRequest): Promise<Answer> {
  const { info, type } = request
  const context = writeContext(request, 'UpdateOptions')
  const body = await readObject(request, scaleKind, context)
  requireUrlName(info.name, body)
  const { object } = await updateObject(context, info.name, {
    createsMissing: false,
    isPut: false,
    make: current => ({ object: rescaledBy(context, current ?? {}, body), managed: true }),
  })
  return answer(type, object)
}

async function patchScale(request: ApiRequest): Promise<Answer> {
  const { info, type } = request
  const patchType = patchTypeOf(request)
  const context = writeContext(request, 'PatchOptions', patchType === 'apply')
  const body = await request.body()
  const { object } = await updateObject(context, info.name, {
    createsMissing: false,
    isPut: false,
    make: current => {
      const outcome = applyPatchBody({
        type: patchType,
        body,
        current: scaleWithManagers(context, current ?? {}),
        resourceType: scaleType(type),
        subresource: 'scale',
        namespace: context.namespace,
        name: info.name,
        fieldManager: context.fieldManager,
        force: isTrue(info.query.get('force')),
        fieldValidation: context.fieldValidation,
        now: context.now,
      })
      for (const text of outcome.warnings) request.warn(text)
      requireUrlName(info.name, outcome.object)
      const object =
        patchType === 'apply'
          ? rescaled(context, current ?? {}, outcome.object)
          : rescaledBy(context, current ?? {}, outcome.object)
      return { object, managed: true }
    },
  })
  return answer(type, object)
}

/** Name and age are what they are everywhere; custom resources describe the rest in fewer words. */
function scaleColumns(isCustom: boolean): readonly Column[] {
  const texts = columnDescriptions('v1/configmaps')
  const column = (name: string, type: string, description: string | undefined): Column => ({
    name,
    type,
    format: isCustom && name === 'Name' ? 'name' : '',
    priority: 0,
    description: description ?? '',
  })
  const [desired, actual] = isCustom
    ? ['Number of desired replicas', 'Number of actual replicas']
    : [
        'replicas is the desired number of instances for the scaled object.',
        'replicas is the actual number of observed instances of the scaled object.',
      ]
  return [
    column('Name', 'string', texts[0]),
    column('Desired', 'integer', desired),
    column('Available', 'integer', actual),
    column('Age', isCustom ? 'date' : 'string', texts.at(-1)),
  ]
}

/** What a patch of a scale sees as its type. */
function scaleType(parent: ResourceType): ResourceType {
  const schema = builtInSchema(scaleSchema) ?? {}
  return {
    ...parent,
    group: 'autoscaling',
    version: 'v1',
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    listKind: 'ScaleList',
    schema,
    schemaName: scaleSchema,
    resolver: builtInSchema,
    storageKey: 'scales.autoscaling',
    storageVersion: 'autoscaling/v1',
    get columns() {
      return scaleColumns(parent.custom !== undefined)
    },
    subresources: [],
    custom: undefined,
  }
}

function scaleWithManagers({ type, services }: WriteContext, object: JsonObject): JsonObject {
  const managedFields = scaleManagers(type, metaOf(object)['managedFields'], services.registry)
  return withMeta(scaleOf(type, object), { managedFields })
}

/** The parent with the number of a scale that an ordinary write made. */
function rescaledBy(context: WriteContext, parent: JsonObject, next: JsonObject): JsonObject {
  const managed = updateManagedFields(scaleWithManagers(context, parent), next, {
    manager: context.fieldManager,
    operation: 'Update',
    resourceType: scaleType(context.type),
    subresource: 'scale',
    now: context.now,
  })
  return rescaled(context, parent, managed)
}

/** The parent with the number and the managers of a scale; a version in the scale must be the parent's. */
function rescaled({ type, services }: WriteContext, parent: JsonObject, next: JsonObject): JsonObject {
  const name = stringAt(metaOf(parent), 'name')
  const given = stringAt(metaOf(next), 'resourceVersion')
  if (given !== '' && given !== stringAt(metaOf(parent), 'resourceVersion')) throw conflict(type, name)
  const uid = stringAt(metaOf(next), 'uid')
  if (uid !== '' && uid !== stringAt(metaOf(parent), 'uid')) {
    throw conflict(
      type,
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${stringAt(metaOf(parent), 'uid')}`,
    )
  }
  const wanted = objectAt(next, 'spec')['replicas']
  const replicas = typeof wanted === 'number' ? wanted : 0
  if (replicas < 0) {
    throw invalidObject({ group: 'autoscaling', kind: 'Scale' }, name, [
      invalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
    ])
  }
  const entries = { parent: metaOf(parent)['managedFields'], scale: metaOf(next)['managedFields'] }
  const managedFields = parentManagers(type, entries, services.registry)
  return withMeta(withAt(parent, replicasPath(type), replicas), { managedFields })
}

function answer(type: ResourceType, parent: JsonObject): Answer {
  return { type: 'object', code: 200, object: scaleOf(type, parent), resourceType: scaleType(type) }
}

/** The Scale of an object. Zero replicas are left out, as Go leaves out zeros. */
function scaleOf(type: ResourceType, parent: JsonObject): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metaOf(parent)
  const replicas = valueAt(parent, replicasPath(type))
  if (type.custom && replicas === undefined) {
    throw internalError(
      `the spec replicas field ${JSON.stringify(type.custom.scale?.specReplicasPath ?? '')} does not exist`,
    )
  }
  const current = valueAt(parent, pathOf(type.custom?.scale?.statusReplicasPath ?? '.status.replicas'))
  const selector = selectorOf(type, parent)
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas ? { replicas } : {},
    status: { replicas: typeof current === 'number' ? current : 0, ...(selector ? { selector } : {}) },
  }
}

function selectorOf(type: ResourceType, parent: JsonObject): string {
  if (type.custom) {
    const path = type.custom.scale?.labelSelectorPath
    const value = path === undefined ? undefined : valueAt(parent, pathOf(path))
    return typeof value === 'string' ? value : ''
  }
  const selector = objectAt(objectAt(parent, 'spec'), 'selector')
  if (type.kind === 'ReplicationController') return formatLabels(selector)
  return formatSelector(selector)
}

/** A label selector as text, as `kubectl` takes it. */
export function formatSelector(selector: JsonObject): string {
  const labels = formatLabels(objectAt(selector, 'matchLabels'))
  const expressions = selector['matchExpressions']
  const parts = Array.isArray(expressions) ? expressions.filter(isJsonObject).map(formatExpression) : []
  return [...(labels ? [labels] : []), ...parts].join(',')
}

export function formatLabels(labels: JsonObject): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',')
}

function formatExpression(expression: JsonObject): string {
  const key = stringAt(expression, 'key')
  const values = expression['values']
  const list = `(${(Array.isArray(values) ? values.map(String) : []).sort().join(',')})`
  switch (expression['operator']) {
    case 'In':
      return `${key} in ${list}`
    case 'NotIn':
      return `${key} notin ${list}`
    case 'Exists':
      return key
    default:
      return `!${key}`
  }
}

function replicasPath(type: ResourceType): readonly string[] {
  const path = type.custom ? type.custom.scale?.specReplicasPath : '.spec.replicas'
  if (path === undefined) throw internal(`${type.kind} has no scale`)
  return pathOf(path)
}

function pathOf(path: string): readonly string[] {
  return path.split('.').filter(Boolean)
}

function valueAt(object: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = object
  for (const key of path) value = isJsonObject(value) ? value[key] : undefined
  return value ?? undefined
}

function withAt(object: JsonObject, path: readonly string[], value: JsonValue): JsonObject {
  const [key, ...rest] = path
  if (key === undefined) return object
  return { ...object, [key]: rest.length === 0 ? value : withAt(objectAt(object, key), rest, value) }
}
