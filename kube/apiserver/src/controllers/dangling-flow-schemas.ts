/** The condition Dangling of FlowSchemas: is there the priority level that they name? @module */
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import type { Services } from '../server/services.ts'
import { listAt, objectAt, stringAt } from '../verbs/object.ts'
import { startQueue } from './queue.ts'

const schemaKey = 'flowschemas.flowcontrol.apiserver.k8s.io'
const levelKey = 'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io'
const options = {
  fieldManager: 'api-priority-and-fairness-config-consumer-v1',
  subresource: 'status',
}

/** The levels of every cluster; here they are no objects, but a FlowSchema that names one does not dangle. */
const defaultLevels = new Set([
  'catch-all',
  'exempt',
  'global-default',
  'leader-election',
  'node-high',
  'system',
  'workload-high',
  'workload-low',
])

/** Keeps the condition of every FlowSchema, from what is stored at the start on. */
export function startDanglingFlowSchemas(services: Services): () => Promise<void> {
  const queue = startQueue(services, name => mark(services, name))
  const addAll = () => {
    for (const { name } of services.store.list(schemaKey)) queue.add(name)
  }
  const stops = [
    services.store.listen(schemaKey, ({ now }) => {
      if (now) queue.add(now.name)
    }),
    services.store.listen(levelKey, addAll),
  ]
  addAll()
  return async () => {
    for (const stop of stops) stop()
    await queue.stop()
  }
}

async function mark(services: Services, name: string): Promise<void> {
  const schema = services.store.get(schemaKey, '', name)
  const type = services.registry.find('flowcontrol.apiserver.k8s.io', 'v1', 'flowschemas')
  if (!schema || !type) return
  const wanted = danglingCondition(services, schema.object)
  if (conditionsOf(schema.object).some(each => says(each, wanted))) return
  const lastTransitionTime = `${services.now().toISOString().slice(0, 19)}Z`
  const change = (current: JsonObject) => {
    const others = conditionsOf(current).filter(each => each['type'] !== 'Dangling')
    return { ...current, status: { conditions: [...others, { ...wanted, lastTransitionTime }] } }
  }
  await services.objects.update(type, '', name, change, options)
}

const conditionsOf = (schema: JsonObject) =>
  listAt(objectAt(schema, 'status'), 'conditions').filter(isJsonObject)

function says(condition: JsonObject, wanted: JsonObject): boolean {
  return Object.entries(wanted).every(([key, value]) => condition[key] === value)
}

function danglingCondition(services: Services, schema: JsonObject): JsonObject {
  const level = stringAt(objectAt(objectAt(schema, 'spec'), 'priorityLevelConfiguration'), 'name')
  const isFound = defaultLevels.has(level) || services.store.get(levelKey, '', level) !== undefined
  const named = `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(level)}`
  return {
    type: 'Dangling',
    status: isFound ? 'False' : 'True',
    reason: isFound ? 'Found' : 'NotFound',
    message: `${named} ${isFound ? 'and it exists' : 'but there is no such object'}`,
  }
}
