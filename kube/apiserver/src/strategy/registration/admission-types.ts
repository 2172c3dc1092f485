/** The types of what admission expressions see: the request and its namespace. @module */
import {
  boolType,
  dynType,
  intType,
  listType,
  mapType,
  objectType,
  stringType,
  type Type,
  timestampType,
} from '@sluice/cel'

const typed = (name: string, fields: Readonly<Record<string, Type>>) =>
  objectType(name, new Map(Object.entries(fields)))

const texts = listType(stringType)
const labels = mapType(stringType, stringType)

const kindType = typed('kubernetes.GroupVersionKind', {
  group: stringType,
  version: stringType,
  kind: stringType,
})
const resourceType = typed('kubernetes.GroupVersionResource', {
  group: stringType,
  version: stringType,
  resource: stringType,
})
/** The type of a user. */
export const userType: Type = typed('kubernetes.UserInfo', {
  username: stringType,
  uid: stringType,
  groups: texts,
  extra: mapType(stringType, texts),
})

/** The type of the variable `request`. */
export const requestType: Type = typed('kubernetes.AdmissionRequest', {
  kind: kindType,
  resource: resourceType,
  subResource: stringType,
  requestKind: kindType,
  requestResource: resourceType,
  requestSubResource: stringType,
  name: stringType,
  namespace: stringType,
  operation: stringType,
  userInfo: userType,
  dryRun: boolType,
  options: dynType,
})

/** The type of the variable `namespaceObject`: of its metadata only what is about the namespace itself. */
export const namespaceType: Type = typed('kubernetes.Namespace', {
  metadata: typed('kubernetes.NamespaceMetadata', {
    name: stringType,
    generateName: stringType,
    namespace: stringType,
    labels,
    annotations: labels,
    UID: stringType,
    creationTimestamp: timestampType,
    deletionGracePeriodSeconds: intType,
    deletionTimestamp: timestampType,
    generation: intType,
    resourceVersion: stringType,
    finalizers: texts,
  }),
  spec: typed('kubernetes.NamespaceSpec', { finalizers: texts }),
  status: typed('kubernetes.NamespaceStatus', {
    conditions: listType(
      typed('kubernetes.NamespaceCondition', {
        status: stringType,
        type: stringType,
        lastTransitionTime: timestampType,
        message: stringType,
        reason: stringType,
      }),
    ),
    phase: stringType,
  }),
})
