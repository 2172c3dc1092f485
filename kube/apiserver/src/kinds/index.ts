/** The table of resource types: what is served where, and with which schema. @module */
export { type BuiltInSchema, builtInSchema, builtInSchemas, builtInTypes } from './built-in.ts'
export { ResourceRegistry } from './registry.ts'
export {
  type Column,
  type CustomType,
  type ResourceType,
  type Subresource,
  subresourceOf,
} from './resource-type.ts'
export {
  asItem,
  convertObject,
  fromStorage,
  itemTextOf,
  prepareStorage,
  prepareViews,
  storedKindOf,
  textOf,
  toStorage,
  viewOf,
} from './view.ts'
