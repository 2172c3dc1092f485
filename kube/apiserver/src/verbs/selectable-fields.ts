import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import type { ResourceType } from '../kinds/index.ts'

/** What a selector compares, by the name of the field. */
export type Readers = Readonly<Record<string, (object: JsonObject) => string>>

/** Fields besides name and namespace that a field selector may name. */
export function selectableFieldsOf(type: ResourceType): Readers {
  if (type.custom) return readersOf((type.custom.selectableFields ?? []).map(path => path.replace(/^\./, '')))
  return builtIn[type.storageKey] ?? {}
}

const readersOf = (paths: readonly string[]): Readers =>
  Object.fromEntries(paths.map(path => [path, (object: JsonObject) => textAt(object, path)]))

const builtIn: Readonly<Record<string, Readers>> = {
  pods: readersOf([
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ]),
  nodes: readersOf(['spec.unschedulable']),
  namespaces: readersOf(['status.phase']),
  secrets: readersOf(['type']),
  services: readersOf(['spec.clusterIP', 'spec.type']),
  replicationcontrollers: readersOf(['status.replicas']),
  'jobs.batch': readersOf(['status.successful']),
  'certificatesigningrequests.certificates.k8s.io': readersOf(['spec.signerName']),
  events: {
    ...readersOf([
      'involvedObject.kind',
      'involvedObject.namespace',
      'involvedObject.name',
      'involvedObject.uid',
      'involvedObject.apiVersion',
      'involvedObject.resourceVersion',
      'involvedObject.fieldPath',
      'regarding.kind',
      'regarding.namespace',
      'regarding.name',
      'regarding.uid',
      'regarding.apiVersion',
      'regarding.resourceVersion',
      'regarding.fieldPath',
      'reason',
      'reportingComponent',
      'reportingController',
      'type',
    ]),
    source: event => textAt(event, 'source.component') || textAt(event, 'reportingComponent'),
  },
}

/** The value at a dotted path as text; empty where there is none, as selectors compare it. */
function textAt(object: JsonObject, path: string): string {
  let value: JsonValue | undefined = object
  for (const key of path.split('.')) value = isJsonObject(value) ? value[key] : undefined
  if (value === undefined || value === null) return booleans.has(path) ? 'false' : ''
  return typeof value === 'object' ? '' : String(value)
}

const booleans = new Set(['spec.hostNetwork', 'spec.unschedulable'])
