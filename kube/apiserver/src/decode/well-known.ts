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
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray',
])

export function isOpaque(schema: BuiltInSchema): boolean {
  return schema.$ref !== undefined && opaque.has(schema.$ref)
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
  const target = schema.$ref ? (builtInSchema(schema.$ref) ?? {}) : schema
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
