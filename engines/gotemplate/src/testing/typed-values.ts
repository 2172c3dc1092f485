import { sprint } from '../format/sprintf.ts'
import { type FunctionMap, GoFunction } from '../values/go-function.ts'
import { withType } from '../values/go-type.ts'
import type { GoList, GoMap, GoValue } from '../values/go-value.ts'
import { Int, type IntKind, int, int64 } from '../values/int.ts'

/**
 * JSON as a Go value; `{"$i": [KIND, DIGITS]}` is an integer, `{"$ss": […]}` a []string, `{"$ms": {…}}` a
 * map[string]string and `{"$b": TEXT}` a []byte.
 */
export function parseTyped(json: unknown): GoValue {
  if (Array.isArray(json)) return json.map(parseTyped)
  if (typeof json !== 'object' || json === null) return json as GoValue
  const [[tag, inner] = []] = Object.entries(json)
  switch (tag) {
    case '$i':
      return new Int((inner as [IntKind, string])[0], BigInt((inner as [IntKind, string])[1]))
    case '$ss':
      return withType(inner as GoList, '[]string')
    case '$ms':
      return withType(inner as GoMap, 'map[string]string')
    case '$b':
      return new TextEncoder().encode(inner as string)
  }
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, parseTyped(value)]))
}

/** Functions with a parameter of each type, the same as those that the cases were recorded with. */
export const testFunctions: FunctionMap = {
  fs: new GoFunction(['string'], (text: string) => `<${text}>`),
  fi: new GoFunction(['int'], (value: number) => int(value + 1)),
  fi64: new GoFunction(['int64'], (value: number) => int64(value + 1)),
  ff: new GoFunction(['float64'], (value: number) => value / 2),
  fb: new GoFunction(['bool'], (value: boolean) => !value),
  fm: new GoFunction(['map'], (map: GoMap) => int(Object.keys(map).length)),
  fl: new GoFunction(['list'], (list: GoList) => int(list.length)),
  fss: new GoFunction(['strings'], (list: readonly string[]) => list.join('+')),
  fa: new GoFunction(['any'], (value: GoValue) => value),
  fv: new GoFunction(['string'], (text: string, ...rest: GoList) => sprint([text, int(rest.length)]), {
    rest: 'any',
  }),
  f0: new GoFunction([], () => 'zero'),
  fnil: new GoFunction([], () => null),
  list: new GoFunction([], (...values: GoList) => values, { rest: 'any' }),
  fail: new GoFunction(['string'], (message: string) => {
    throw new Error(message)
  }),
}
