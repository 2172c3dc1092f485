/** Lists and maps of bounded size: what is too long is not looked into. @module */
import type { JsonObject, JsonValue } from '@sluice/base/json'
import { tooMany } from '@sluice/openapi'
import { duplicate, type FieldError } from '../../status/index.ts'

/** What is wrong with one item, at its place. */
export type ItemCheck<T> = (item: T, at: string) => Iterable<FieldError>

/** Checks each item of a list that has `max` items at most. */
export function* listErrors<T>(
  items: readonly T[],
  max: number,
  at: string,
  check: ItemCheck<T>,
): Generator<FieldError> {
  if (items.length > max) return yield tooMany(at, items.length, max)
  for (const [i, item] of items.entries()) yield* check(item, `${at}[${i}]`)
}

/** What a set takes. */
export interface SetRules<T> {
  readonly max: number
  readonly check: ItemCheck<T>
  /** What tells its items apart. */
  readonly key: (item: T) => string
  /** Whether messages show the key as it is, not as a text. */
  readonly showsKey?: boolean
}

/** Checks each item of a list whose items differ. */
export function* setErrors<T>(items: readonly T[], at: string, rules: SetRules<T>): Generator<FieldError> {
  yield* listErrors(items, rules.max, at, rules.check)
  if (items.length > rules.max) return
  const seen = new Set<string>()
  for (const [i, item] of items.entries()) {
    const key = rules.key(item)
    if (seen.has(key)) yield { ...duplicate(`${at}[${i}]`, key), ...(rules.showsKey ? { shown: key } : {}) }
    seen.add(key)
  }
}

/** What a map takes. */
export interface MapRules {
  readonly max: number
  /** Longer keys are shortened in the paths of errors. */
  readonly longestKey: number
  /** What is wrong with a key; reported at the map. */
  readonly checkKey: (key: string, at: string) => Iterable<FieldError>
  readonly check: ItemCheck<JsonValue | undefined>
}

/** Checks the keys and values of a map. */
export function* mapErrors(map: JsonObject, at: string, rules: MapRules): Generator<FieldError> {
  const keys = Object.keys(map)
  if (keys.length > rules.max) return yield tooMany(at, keys.length, rules.max)
  for (const key of keys) {
    yield* rules.checkKey(key, at)
    yield* rules.check(map[key], `${at}[${shortened(key, rules.longestKey)}]`)
  }
}

function shortened(text: string, max: number): string {
  if (text.length <= max) return text
  const rest = max - 3
  return `${text.slice(0, Math.floor((rest + 1) / 2))}...${text.slice(text.length - Math.floor(rest / 2))}`
}
