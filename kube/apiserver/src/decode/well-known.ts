import type { JsonValue } from '@sluice/base/json'
import { type BuiltInSchema, builtInSchema } from '../kinds/index.ts'

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1'
export const intOrString = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString'
const quantity = 'io.k8s.apimachinery.pkg.api.resource.Quantity'

/** Types that hold any JSON, or are checked by the kind's own validation. */
const opaque = new Set([
  intOrString,
  quantity,
  `${meta}.FieldsV1`,
  'io.k8s.apimachinery.pkg.runtime.RawExtension',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON',
])

/** The type of the schemas in definitions of custom resources. */
export const schemaProps = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps'

export function isOpaque(schema: BuiltInSchema): boolean {
  return schema.$ref !== undefined && opaque.has(schema.$ref)
}

/** Whether a schema is of a time: those read their text themselves. */
export function isTime({ $ref }: BuiltInSchema): boolean {
  return $ref === `${meta}.Time` || $ref === `${meta}.MicroTime`
}

/** What a schema refers to, or itself. */
export function resolved(schema: BuiltInSchema): BuiltInSchema {
  return schema.$ref ? (builtInSchema(schema.$ref) ?? {}) : schema
}

/** The zero value of a Go type as JSON. */
export function zeroOf(schema: BuiltInSchema): JsonValue {
  switch (schema.$ref) {
    case quantity:
      return '0'
    case intOrString:
      return 0
    case `${meta}.Time`:
    case `${meta}.MicroTime`:
      return null
  }
  const target = resolved(schema)
  switch (target.type) {
    case 'string':
      return target.format === 'byte' ? null : ''
    case 'boolean':
      return false
    case 'integer':
    case 'number':
      return 0
    case 'object':
      return target.properties ? {} : null
    default:
      return null
  }
}

interface Embedded {
  readonly name: string
  readonly own: readonly string[]
  /** The definition of what is embedded, where it embeds something itself. */
  readonly within?: string
}

/** Structs that Go embeds in another, and the fields that are the other's own: paths of errors name what is embedded. */
const embedded: Readonly<Record<string, Embedded>> = {
  'admissionregistration.v1.NamedRuleWithOperations': {
    name: 'RuleWithOperations',
    own: ['resourceNames'],
    within: 'io.k8s.api.admissionregistration.v1.RuleWithOperations',
  },
  'admissionregistration.v1.RuleWithOperations': { name: 'Rule', own: ['operations'] },
  'core.v1.ConfigMapEnvSource': { name: 'LocalObjectReference', own: ['optional'] },
  'core.v1.ConfigMapKeySelector': { name: 'LocalObjectReference', own: ['key', 'optional'] },
  'core.v1.ConfigMapProjection': { name: 'LocalObjectReference', own: ['items', 'optional'] },
  'core.v1.ConfigMapVolumeSource': {
    name: 'LocalObjectReference',
    own: ['items', 'defaultMode', 'optional'],
  },
  'core.v1.EphemeralContainer': { name: 'EphemeralContainerCommon', own: ['targetContainerName'] },
  'core.v1.SecretEnvSource': { name: 'LocalObjectReference', own: ['optional'] },
  'core.v1.SecretKeySelector': { name: 'LocalObjectReference', own: ['key', 'optional'] },
  'core.v1.SecretProjection': { name: 'LocalObjectReference', own: ['items', 'optional'] },
  'core.v1.PersistentVolumeClaim': { name: 'TypeMeta', own: ['metadata', 'spec', 'status'] },
  'core.v1.Volume': { name: 'VolumeSource', own: ['name'] },
  'resource.v1.DeviceAllocationConfiguration': { name: 'DeviceConfiguration', own: ['source', 'requests'] },
  'resource.v1.DeviceClaimConfiguration': { name: 'DeviceConfiguration', own: ['requests'] },
  'resource.v1.DeviceClassConfiguration': { name: 'DeviceConfiguration', own: [] },
  'networking.v1.IngressRule': { name: 'IngressRuleValue', own: ['host'] },
  'core.v1.Probe': {
    name: 'ProbeHandler',
    own: [
      'initialDelaySeconds',
      'timeoutSeconds',
      'periodSeconds',
      'successThreshold',
      'failureThreshold',
      'terminationGracePeriodSeconds',
    ],
  },
  'core.v1.PersistentVolumeSpec': {
    name: 'PersistentVolumeSource',
    own: [
      'capacity',
      'accessModes',
      'claimRef',
      'persistentVolumeReclaimPolicy',
      'storageClassName',
      'mountOptions',
      'volumeMode',
      'nodeAffinity',
      'volumeAttributesClassName',
    ],
  },
}

/** A field as the path of a decoder error has it. */
export function embeddedName(definition: string | undefined, field: string): string {
  const inside = definition === undefined ? undefined : embedded[definition.slice('io.k8s.api.'.length)]
  return inside && !inside.own.includes(field)
    ? `${inside.name}.${embeddedName(inside.within, field)}`
    : field
}
