/** OpenAPI schemas as Kubernetes uses them: structure, pruning, defaulting, validation. @module */
export { resolveSchema, type Schema, type SchemaResolver, type ValidationRule } from './schema.ts'
