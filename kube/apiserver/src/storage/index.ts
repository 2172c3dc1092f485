/** Objects and their history, in memory and, if asked, in an SQLite file. @module */
export type { Collection } from './collection.ts'
export { type FieldClause, parseFieldSelector } from './field-selector.ts'
export { Journal } from './journal.ts'
export {
  type LabelMatcher,
  labelSelectorMatcher,
  parseLabelSelector,
  SelectorError,
} from './label-selector.ts'
export { type Expected, orderedMeta, Store, VersionConflict, type WriteResult } from './store.ts'
export { type Change, keyOf, Stored } from './stored.ts'
