import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'

/** The members of Kubernetes' internal type for a schema, in order: Go's name, the keyword, and what stands for nothing. */
const members: readonly (readonly [name: string, keyword: string, empty: JsonValue])[] = [
  ['ID', 'id', ''],
  ['Schema', '$schema', ''],
  ['Ref', '$ref', null],
  ['Description', 'description', ''],
  ['Type', 'type', ''],
  ['Nullable', 'nullable', false],
  ['Format', 'format', ''],
  ['Title', 'title', ''],
  ['Default', 'default', null],
  ['Maximum', 'maximum', null],
  ['ExclusiveMaximum', 'exclusiveMaximum', false],
  ['Minimum', 'minimum', null],
  ['ExclusiveMinimum', 'exclusiveMinimum', false],
  ['MaxLength', 'maxLength', null],
  ['MinLength', 'minLength', null],
  ['Pattern', 'pattern', ''],
  ['MaxItems', 'maxItems', null],
  ['MinItems', 'minItems', null],
  ['UniqueItems', 'uniqueItems', false],
  ['MultipleOf', 'multipleOf', null],
  ['Enum', 'enum', null],
  ['MaxProperties', 'maxProperties', null],
  ['MinProperties', 'minProperties', null],
  ['Required', 'required', null],
  ['Items', 'items', null],
  ['AllOf', 'allOf', null],
  ['OneOf', 'oneOf', null],
  ['AnyOf', 'anyOf', null],
  ['Not', 'not', null],
  ['Properties', 'properties', null],
  ['AdditionalProperties', 'additionalProperties', null],
  ['PatternProperties', 'patternProperties', null],
  ['Dependencies', 'dependencies', null],
  ['AdditionalItems', 'additionalItems', null],
  ['Definitions', 'definitions', null],
  ['ExternalDocs', 'externalDocs', null],
  ['Example', 'example', null],
  ['XPreserveUnknownFields', 'x-kubernetes-preserve-unknown-fields', null],
  ['XEmbeddedResource', 'x-kubernetes-embedded-resource', false],
  ['XIntOrString', 'x-kubernetes-int-or-string', false],
  ['XListMapKeys', 'x-kubernetes-list-map-keys', null],
  ['XListType', 'x-kubernetes-list-type', null],
  ['XMapType', 'x-kubernetes-map-type', null],
  ['XValidations', 'x-kubernetes-validations', null],
]

/** A schema as messages show it: Go's JSON of the internal type, every member written. */
export function goSchema(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    members.map(([name, keyword, empty]) => [name, shownMember(keyword, schema[keyword], empty)]),
  )
}

function shownMember(keyword: string, value: JsonValue | undefined, empty: JsonValue): JsonValue {
  if (value === undefined || value === null) return empty
  switch (keyword) {
    case 'not':
      return schemaOf(value)
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return Array.isArray(value) ? value.map(schemaOf) : value
    case 'properties':
    case 'patternProperties':
    case 'definitions':
      return isJsonObject(value) ? mapOf(value) : value
    case 'items':
      return Array.isArray(value)
        ? { Schema: null, JSONSchemas: value.map(schemaOf) }
        : { Schema: schemaOf(value), JSONSchemas: null }
    case 'additionalProperties':
    case 'additionalItems':
      return typeof value === 'boolean'
        ? { Allows: value, Schema: null }
        : { Allows: true, Schema: schemaOf(value) }
    case 'externalDocs':
      return isJsonObject(value)
        ? { Description: value['description'] ?? '', URL: value['url'] ?? '' }
        : value
    case 'x-kubernetes-validations':
      return Array.isArray(value) ? value.map(ruleOf) : value
    default:
      return value
  }
}

function schemaOf(value: JsonValue): JsonValue {
  return isJsonObject(value) ? goSchema(value) : value
}

function mapOf(value: JsonObject): JsonObject {
  const names = Object.keys(value).sort()
  return Object.fromEntries(names.map(name => [name, schemaOf(value[name] ?? null)]))
}

function ruleOf(rule: JsonValue): JsonValue {
  if (!isJsonObject(rule)) return rule
  return {
    Rule: rule['rule'] ?? '',
    Message: rule['message'] ?? '',
    MessageExpression: rule['messageExpression'] ?? '',
    Reason: rule['reason'] ?? null,
    FieldPath: rule['fieldPath'] ?? '',
    OptionalOldSelf: rule['optionalOldSelf'] ?? null,
  }
}
