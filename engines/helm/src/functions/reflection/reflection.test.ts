import { testExpressions } from '../testing/expressions.ts'

/** Recorded from Sprig. */
testExpressions([
  [
    '{{ typeOf 1 }} {{ typeOf 1.5 }} {{ typeOf "a" }} {{ typeOf true }} {{ typeOf nil }} {{ typeOf (list) }} {{ typeOf (dict) }} {{ typeOf (until 2) }} {{ typeOf now }} {{ typeOf \'a\' }}',
    'int float64 string bool <nil> []interface {} map[string]interface {} []int time.Time int',
  ],
  [
    '{{ kindOf 1 }} {{ kindOf 1.5 }} {{ kindOf "a" }} {{ kindOf nil }} {{ kindOf (list) }} {{ kindOf (dict) }} {{ kindOf now }} {{ kindOf (int64 1) }} {{ kindOf (semver "1.0.0") }}',
    'int float64 string invalid slice map struct int64 ptr',
  ],
  [
    '{{ typeIs "int" 1 }} {{ typeIs "int64" 1 }} {{ kindIs "slice" (list) }} {{ kindIs "map" (dict) }} {{ typeIsLike "semver.Version" (semver "1.0.0") }} {{ typeIsLike "string" "a" }}',
    'true false true true true true',
  ],
  [
    '{{ deepEqual (list 1 2) (list 1 2) }} {{ deepEqual 1 1.0 }} {{ deepEqual 1 (int64 1) }} {{ deepEqual (dict "a" (list 1)) (dict "a" (list 1)) }} {{ deepEqual nil nil }} {{ deepEqual (splitList "," "a") (list "a") }} {{ deepEqual (list) (rest (list)) }}',
    'true false false true true false false',
  ],
])
