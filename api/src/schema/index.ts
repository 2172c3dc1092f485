/** How kinds are written down: fields, parts that kinds share, definitions. @module */
export {
  ageColumn,
  type Column,
  CustomKind,
  column,
  defineKind,
  type KindDefinition,
  readyColumns,
} from './custom-kind.ts'
export * from './field.ts'
export * from './parts.ts'
