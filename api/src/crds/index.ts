/** Definitions of all kinds: CustomResourceDefinitions for clusters, JSON schemas for editors. @module */

export type { CustomKind, KindDefinition } from '../schema/index.ts'
export { crds } from './crds.ts'
export { type JsonSchemaFile, jsonSchemas } from './json-schemas.ts'
export { allKinds } from './kinds.ts'
