import { testExpressions, testFailures } from '../testing/expressions.ts'

/** Recorded from Sprig. */
testExpressions([
  [
    '{{ list 1 "a" nil true }} {{ tuple 1 2 }} {{ list }} {{ typeOf (list) }}',
    '[1 a <nil> true] [1 2] [] []interface {}',
  ],
  [
    '{{ first (list 1 2) }} {{ first (list) }} {{ last (list 1 2) }} {{ last (list) }}',
    '1 <no value> 2 <no value>',
  ],
  [
    '{{ rest (list 1 2 3) }} {{ rest (list) }} {{ initial (list 1 2 3) }} {{ initial (list) }}',
    '[2 3] [] [1 2] []',
  ],
  [
    '{{ append (list 1) 2 }} {{ prepend (list 1) 0 }} {{ push (list) nil }} {{ append (splitList "," "a,b") 1 }} {{ typeOf (append (splitList "," "a") "b") }}',
    '[1 2] [0 1] [<nil>] [a b 1] []interface {}',
  ],
  [
    '{{ concat (list 1) (list 2 3) (splitList "," "a,b") }} {{ concat }} {{ concat (list) }}',
    '[1 2 3 a b] [] []',
  ],
  ['{{ reverse (list 1 2 3) }} {{ reverse (splitList "," "a,b") }}', '[3 2 1] [b a]'],
  [
    '{{ uniq (list 1 1.0 "1" 1 nil nil (list 1) (list 1) (dict "a" 1) (dict "a" 1)) }}',
    '[1 1 1 <nil> [1] map[a:1]]',
  ],
  [
    '{{ without (list 1 2 3 2) 2 "3" }} {{ without (list 1) }} {{ without (list (list 1) 2) (list 1) }}',
    '[1 3] [1] [2]',
  ],
  [
    '{{ has 2 (list 1 2) }} {{ has "2" (list 1 2) }} {{ has 2.0 (list 1 2) }} {{ has 1 nil }} {{ has (list 1) (list (list 1)) }}',
    'true false false false true',
  ],
  ['{{ compact (list 0 1 "" "a" nil false true (list) (dict) 0.0) }}', '[1 a true]'],
  [
    '{{ slice (list 1 2 3 4) 1 3 }} {{ slice (list 1 2 3) 1 }} {{ slice (list 1 2 3) }} {{ slice (list) 1 }} {{ typeOf (slice (splitList "," "a,b,c") "1") }}',
    '[2 3] [2 3] [1 2 3] <no value> []string',
  ],
  [
    '{{ chunk 2 (list 1 2 3 4 5) }} {{ typeOf (chunk 2 (list 1)) }} {{ chunk 3 (list) }}',
    '[[1 2] [3 4] [5]] [][]interface {} []',
  ],
])

/** Recorded from Sprig: what follows `at <…>:`. */
testFailures([
  ['{{ first "abc" }}', 'error calling first: Cannot find first on type string'],
  ['{{ last 5 }}', 'error calling last: Cannot find last on type int'],
  [
    '{{ first nil }}',
    'error calling first: runtime error: invalid memory address or nil pointer dereference',
  ],
  ['{{ rest (dict) }}', 'error calling rest: Cannot find rest on type map'],
  ['{{ append "a" 1 }}', 'error calling append: Cannot push on type string'],
  ['{{ mustAppend (dict) 1 }}', 'error calling mustAppend: Cannot push on type map'],
  ['{{ prepend 1 2 }}', 'error calling prepend: Cannot prepend on type int'],
  [
    '{{ append nil 1 }}',
    'error calling append: runtime error: invalid memory address or nil pointer dereference',
  ],
  ['{{ concat (list 1) "a" }}', 'error calling concat: Cannot concat type string as list'],
  [
    '{{ concat nil }}',
    'error calling concat: runtime error: invalid memory address or nil pointer dereference',
  ],
  ['{{ reverse "abc" }}', 'error calling reverse: Cannot find reverse on type string'],
  ['{{ uniq 5 }}', 'error calling uniq: Cannot find uniq on type int'],
  ['{{ has "a" "abc" }}', 'error calling has: Cannot find has on type string'],
  ['{{ compact "x" }}', 'error calling compact: Cannot compact on type string'],
  ['{{ slice (list 1 2 3) 2 9 }}', 'error calling slice: reflect.Value.Slice: slice index out of bounds'],
  ['{{ slice (list 1 2 3) 2 1 }}', 'error calling slice: reflect.Value.Slice: slice index out of bounds'],
  ['{{ mustSlice "abc" 1 }}', 'error calling mustSlice: list should be type of slice or array but string'],
  ['{{ chunk 0 (list 1 2) }}', 'error calling chunk: runtime error: makeslice: len out of range'],
  ['{{ chunk 2 "ab" }}', 'error calling chunk: Cannot chunk type string'],
])
