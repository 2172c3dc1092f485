import type { JsonValue } from '@sluice/base/json'
import type { Dialect } from './resolve-scalar.ts'

/** A key that occurs twice in one mapping. */
export interface DuplicateKey {
  readonly key: string
  readonly line: number
  readonly column: number
  /** Where the value begins. */
  readonly valueLine: number
}

/** How a plain scalar was written, and where it stands. */
export interface Spelling {
  readonly parent: object
  readonly key: string | number
  readonly value: JsonValue
  readonly text: string
}

/** How to read. */
export interface ParseYamlOptions {
  /** Default `v2`. */
  readonly dialect?: Dialect
  /** What a key given twice means: an error (the default), or the last one wins and the key is handed over here. */
  readonly onDuplicate?: (duplicate: DuplicateKey) => void
  /**
   * What an integer becomes: `exact` (the default) is a `number` up to ±2^53 and a `bigint` beyond, `float64` always a
   * `number` (Go's JSON into an `interface{}`), `bigint` always a `bigint`, which tells 1 from 1.0.
   */
  readonly integers?: 'exact' | 'float64' | 'bigint'
  /** Refuses keys that are numbers, booleans or null, as Go's JSON does. */
  readonly stringKeys?: boolean
  /** Hears of each scalar whose value does not tell how it was written: `1.0`, `0x1F`, `~`, nothing at all for null. */
  readonly onSpelling?: (spelling: Spelling) => void
  /** Reads the first document and looks at nothing after it, as Go's Unmarshal does; it counts even if it is empty. */
  readonly onlyFirst?: boolean
  /** Collections inside one another. Default 100. */
  readonly maxDepth?: number
  /** Values that aliases may add in all. Default 100,000. */
  readonly maxAliasedValues?: number
}
