/** Objects and their history, in memory and, if asked, in an SQLite file. @module */
export type {} from './collection.ts'
export { type FieldClause, parseFieldSelector } from './field-selector.ts'
export { Journal } from './journal.ts'
export { SelectorError } from './label-requirements.ts'
export { type LabelMatcher, labelSelectorMatcher, parseLabelSelector } from './label-selector.ts'
export { orderedMeta, Store, VersionConflict } from './store.ts'
export { type Change, keyOf, Stored } from './stored.ts'
export { textsOf } from './texts-of.ts'
