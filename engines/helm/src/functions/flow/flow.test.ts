import { testExpressions, testFailures } from '../testing/expressions.ts'

/** Recorded from Sprig. */
testExpressions([
  [
    '{{ default "d" "" }} {{ default "d" 0 }} {{ default "d" "v" }} {{ default "d" nil }} {{ default "d" false }} {{ default "d" (list) }} {{ default "d" }} {{ default "d" 0.0 }} {{ default "d" "0" }}',
    'd d v d d d d d 0',
  ],
  [
    '{{ empty "" }} {{ empty 0 }} {{ empty (dict) }} {{ empty (dict "a" 1) }} {{ empty nil }} {{ empty false }} {{ empty "a" }} {{ empty now }}',
    'true true true false true true false false',
  ],
  ['{{ coalesce nil "" 0 "x" "y" }} {{ coalesce nil "" }} {{ coalesce }}', 'x <no value> <no value>'],
  [
    '{{ all 1 "a" true }} {{ all 1 "" }} {{ all }} {{ any "" 0 }} {{ any "" 1 }} {{ any }}',
    'true false true false true false',
  ],
  ['{{ ternary "y" "n" true }} {{ ternary "y" "n" (eq 1 2) }} {{ true | ternary 1 2 }}', 'y n 1'],
  ['{{ hello }}', 'Hello!'],
])

/** Recorded from Sprig: what follows `at <…>:`. */
testFailures([
  ['{{ ternary "y" "n" "true" }}', 'expected bool; found "true"'],
  ['{{ fail "it broke" }}', 'error calling fail: it broke'],
])
