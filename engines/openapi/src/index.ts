/** OpenAPI schemas as Kubernetes uses them: structure, pruning, defaulting, validation. @module */

export { dns1035Label, dns1123Subdomain, isKnownFormat } from '@sluice/cel'
export { Correlation, correlatedItem } from './correlation.ts'
export { applyDefaults } from './defaults.ts'
export {
  type DefinitionSchemaOptions,
  isSchema,
  schemaNodes,
  validateDefinitionSchema,
} from './definition/definition-schema.ts'
export { goSchema } from './definition/go-schema.ts'
export { type Coerced, coerceResources, type ResourceMetadata, validateResources } from './embedded.ts'
export {
  childPath,
  duplicate,
  errorBody,
  errorCauses,
  errorListText,
  errorText,
  type FieldError,
  type FieldErrorType,
  forbiddenField,
  formatFieldValue,
  internalFieldError,
  invalid,
  keyPath,
  notFoundField,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
} from './field-error.ts'
export { byCodePoint, goJson, goNumber, goQuote, goStructJson, isPrintable } from './go-text.ts'
export { validateListTypes } from './list-types.ts'
export { type Pruned, prune } from './prune.ts'
export { type CompiledRule, compileRules } from './rules/compile-rules.ts'
export { type DeclaredType, declaredType } from './rules/declared-type.ts'
export { escapeName } from './rules/escape.ts'
export { type FieldPath, followFieldPath } from './rules/field-path.ts'
export { type RuleFindings, type RuleOptions, validateRules } from './rules/validate-rules.ts'
export { resolveSchema, type Schema, type SchemaResolver, type ValidationRule } from './schema.ts'
export { type ValidateOptions, validateValue } from './validate.ts'
