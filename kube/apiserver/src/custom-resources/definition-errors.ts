/** What is wrong with a CustomResourceDefinition. The order of checks is Kubernetes'. @module */
import { deepEqual, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import {
  dns1035Label,
  dns1123Subdomain,
  type FieldError,
  goSchema,
  invalid,
  isPrintable,
  notSupported,
  required,
  validateDefinitionSchema,
} from '@sluice/openapi'
import { objectAt, stringAt } from '../verbs/object.ts'
import { approvalErrors } from './approval.ts'
import { columnErrors } from './column-errors.ts'
import { conversionErrors } from './conversion-errors.ts'
import {
  type Common,
  commonOf,
  type Definition,
  hasStatus,
  readDefinition,
  type Version,
} from './definition.ts'
import { nameErrors, requiredNameErrors } from './name-errors.ts'
import { resourceMetadata } from './resource-metadata.ts'
import { selectableFieldErrors } from './selectable-field-errors.ts'
import { subresourceErrors } from './subresource-errors.ts'

/** The errors of a new definition. */
export function definitionErrors(object: JsonObject): readonly FieldError[] {
  const definition = readDefinition(object)
  const { name, names, group } = definition
  const expected = `${names.plural}.${group}`
  return [
    ...(name === expected
      ? []
      : [invalid('metadata.name', name, 'must be spec.names.plural+"."+spec.group')]),
    ...specErrors(object, definition, undefined),
    ...statusErrors(definition),
    ...approvalErrors(object, undefined),
    ...preserveErrors(object, undefined),
  ]
}

/** The errors of a changed definition. */
export function definitionUpdateErrors(object: JsonObject, old: JsonObject): readonly FieldError[] {
  const definition = readDefinition(object)
  const before = readDefinition(old)
  const isSpecUnchanged = deepEqual(object['spec'], old['spec'])
  return [
    ...(isSpecUnchanged ? [] : specErrors(object, definition, before)),
    ...immutableErrors(definition, before),
    ...statusErrors(definition),
    ...approvalErrors(object, old),
    ...preserveErrors(object, old),
  ]
}

function immutableErrors(now: Definition, before: Definition): readonly FieldError[] {
  const changed = (field: string, value: string, old: string) =>
    value === old ? [] : [invalid(field, value, 'field is immutable')]
  return [
    ...(before.isEstablished
      ? [
          ...changed('spec.scope', now.scope, before.scope),
          ...changed('spec.names.kind', now.names.kind, before.names.kind),
        ]
      : []),
    ...changed('spec.group', now.group, before.group),
    ...changed('spec.names.plural', now.names.plural, before.names.plural),
  ]
}

function preserveErrors(object: JsonObject, old: JsonObject | undefined): readonly FieldError[] {
  const preserves = (each: JsonObject | undefined) =>
    each !== undefined && objectAt(each, 'spec')['preserveUnknownFields'] === true
  if (preserves(old) || !preserves(object)) return []
  const why =
    'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead'
  return [invalid('spec.preserveUnknownFields', true, why)]
}

function statusErrors({ acceptedNames, storedVersions, versions }: Definition): readonly FieldError[] {
  return [
    ...nameErrors(acceptedNames, 'status.acceptedNames'),
    ...storedVersionErrors(storedVersions, versions),
  ]
}

function storedVersionErrors(stored: readonly string[], versions: readonly Version[]): readonly FieldError[] {
  const path = 'status.storedVersions'
  if (stored.length === 0) return [invalid(path, null, 'must have at least one stored version')]
  // A version that is there twice finds its name taken by the first.
  const open = new Set(stored)
  const missing = versions
    .filter(each => !open.delete(each.name) && each.storage)
    .map(each => invalid(path, stored, `must have the storage version ${each.name}`))
  const gone = stored.flatMap((name, i) => {
    if (versions.some(each => each.name === name)) return []
    const why = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`
    return [invalid(`${path}[${i}]`, name, why)]
  })
  return [...missing, ...gone]
}

function specErrors(
  object: JsonObject,
  definition: Definition,
  before: Definition | undefined,
): readonly FieldError[] {
  const { versions, names } = definition
  const common = commonOf(versions)
  const spec = objectAt(object, 'spec')
  return [
    ...groupErrors(definition.group),
    ...scopeErrors(definition.scope),
    ...versions.flatMap((version, i) =>
      version.schema ? [] : [required(`spec.versions[${i}].schema.openAPIV3Schema`)],
    ),
    ...preservedDefaultErrors(spec, versions),
    ...versions.flatMap((version, i) => [
      ...versionNameErrors(version.name, `spec.versions[${i}].name`),
      ...versionErrors(version, `spec.versions[${i}]`, common, before),
    ]),
    ...versionListErrors(versions, spec['versions'] ?? null, common),
    ...(versions[0]?.name ? versionNameErrors(versions[0].name, 'spec.version') : []),
    ...requiredNameErrors(names),
    ...nameErrors(names, 'spec.names'),
    ...commonErrors(versions, common, before),
    ...conversionErrors(objectAt(spec, 'conversion')),
  ]
}

/** Only what is pruned can have defaults. */
function preservedDefaultErrors(spec: JsonObject, versions: readonly Version[]): readonly FieldError[] {
  if (spec['preserveUnknownFields'] !== true || !versions.some(each => hasDefaults(each.schema ?? null)))
    return []
  const why = 'must be false in order to use defaults in the schema'
  return [invalid('spec.preserveUnknownFields', true, why)]
}

function hasDefaults(schema: JsonValue): boolean {
  if (!isJsonObject(schema)) return false
  if ((schema['default'] ?? null) !== null) return true
  const { items, additionalProperties, not, properties, allOf, anyOf, oneOf } = schema
  const listed = [allOf, anyOf, oneOf].flatMap(each => (Array.isArray(each) ? each : []))
  const named = isJsonObject(properties) ? Object.values(properties) : []
  return [items, additionalProperties, not, ...listed, ...named].some(each => hasDefaults(each ?? null))
}

function groupErrors(group: string): readonly FieldError[] {
  const path = 'spec.group'
  if (group === '') return [required(path)]
  const problems = dns1123Subdomain(group)
  if (problems.length > 0) return [invalid(path, group, problems.join(','))]
  return group.includes('.') ? [] : [invalid(path, group, 'should be a domain with at least one dot')]
}

function scopeErrors(scope: string): readonly FieldError[] {
  if (scope === '') return [required('spec.scope')]
  const scopes = ['Cluster', 'Namespaced']
  return scopes.includes(scope) ? [] : [notSupported('spec.scope', scope, scopes)]
}

function versionNameErrors(name: string, path: string): readonly FieldError[] {
  const problems = dns1035Label(name)
  return problems.length > 0 ? [invalid(path, name, problems.join(','))] : []
}

/** What a version has for itself; what all have in common is looked at once, later. */
function versionErrors(
  version: Version,
  path: string,
  common: Common,
  before: Definition | undefined,
): readonly FieldError[] {
  return [
    ...deprecationErrors(version, `${path}.deprecationWarning`),
    ...(common.schema ? [] : schemaErrors(version, `${path}.schema`, hasStatus(version), before)),
    ...(common.subresources ? [] : subresourceErrors(version.subresources, `${path}.subresources`)),
    ...(common.columns ? [] : columnErrors(version.columns, `${path}.additionalPrinterColumns`)),
    ...(common.selectableFields
      ? []
      : selectableFieldErrors(version.selectableFields, version.schema, `${path}.selectableFields`)),
  ]
}

function commonErrors(
  versions: readonly Version[],
  common: Common,
  before: Definition | undefined,
): readonly FieldError[] {
  const [first] = versions
  if (!first) return []
  return [
    ...(common.schema ? schemaErrors(first, 'spec.validation', versions.some(hasStatus), before) : []),
    ...(common.subresources ? subresourceErrors(first.subresources, 'spec.subresources') : []),
    ...(common.columns ? columnErrors(first.columns, 'spec.additionalPrinterColumns') : []),
    ...(common.selectableFields
      ? selectableFieldErrors(first.selectableFields, first.schema, 'spec.selectableFields')
      : []),
  ]
}

function schemaErrors(
  version: Version,
  path: string,
  status: boolean,
  before: Definition | undefined,
): readonly FieldError[] {
  if (!version.schema) return []
  const older = before?.versions.find(each => each.name === version.name)?.schema
  return validateDefinitionSchema(version.schema, {
    path,
    hasStatus: status,
    isUnchanged: older !== undefined && deepEqual(older, version.schema),
    metadata: resourceMetadata,
  })
}

function deprecationErrors(version: Version, path: string): readonly FieldError[] {
  const { deprecationWarning: warning } = version
  if (warning === undefined) return []
  if (!version.deprecated) return [invalid(path, warning, 'can only be set for deprecated versions')]
  const problems: string[] = []
  if (Buffer.byteLength(warning) > 256) problems.push('must be <= 256 characters long')
  if (warning === '') problems.push('must not be an empty string')
  const stray = strayCharacter(warning)
  if (stray !== undefined) {
    problems.push(
      `must only contain printable UTF-8 characters; non-printable character found at index ${stray}`,
    )
  }
  return problems.map(why => invalid(path, warning, why))
}

/** The byte offset of the first character that cannot be printed. */
function strayCharacter(text: string): number | undefined {
  let offset = 0
  for (const char of text) {
    if (!isPrintable(char)) return offset
    offset += Buffer.byteLength(char)
  }
  return undefined
}

function versionListErrors(
  versions: readonly Version[],
  given: JsonValue,
  common: Common,
): readonly FieldError[] {
  const shown = given === null ? null : versions.map(version => shownVersion(version, common))
  const errors: FieldError[] = []
  if (new Set(versions.map(each => each.name)).size < versions.length) {
    errors.push(invalid('spec.versions', shown, 'must contain unique version names'))
  }
  if (versions.filter(each => each.storage).length !== 1) {
    errors.push(invalid('spec.versions', shown, 'must have exactly one version marked as storage version'))
  }
  return errors
}

/** A version as Go writes the struct of the internal type. */
function shownVersion(version: Version, common: Common): JsonObject {
  const { schema, subresources, columns, selectableFields } = version
  return {
    Name: version.name,
    Served: version.served,
    Storage: version.storage,
    Deprecated: version.deprecated,
    DeprecationWarning: version.deprecationWarning ?? null,
    Schema: common.schema || !schema ? null : { OpenAPIV3Schema: goSchema(schema) },
    Subresources: common.subresources || !subresources ? null : shownSubresources(subresources),
    AdditionalPrinterColumns: common.columns || columns.length === 0 ? null : columns.map(shownColumn),
    SelectableFields:
      common.selectableFields || selectableFields.length === 0
        ? null
        : selectableFields.map(each => ({ JSONPath: stringAt(each, 'jsonPath') })),
  }
}

function shownSubresources(subresources: JsonObject): JsonObject {
  const scale = subresources['scale'] === undefined ? null : objectAt(subresources, 'scale')
  return {
    Status: subresources['status'] === undefined ? null : {},
    Scale: scale && {
      SpecReplicasPath: stringAt(scale, 'specReplicasPath'),
      StatusReplicasPath: stringAt(scale, 'statusReplicasPath'),
      LabelSelectorPath: scale['labelSelectorPath'] ?? null,
    },
  }
}

function shownColumn(column: JsonObject): JsonObject {
  return {
    Name: stringAt(column, 'name'),
    Type: stringAt(column, 'type'),
    Format: stringAt(column, 'format'),
    Description: stringAt(column, 'description'),
    Priority: column['priority'] ?? 0,
    JSONPath: stringAt(column, 'jsonPath'),
  }
}
