import { testExpressions, testFailures } from '../testing/expressions.ts'

/** Recorded from Sprig. */
testExpressions([
  [
    '{{ dict "a" 1 "b" (list 2) }} {{ dict "a" }} {{ dict 1 2 }} {{ dict }} {{ dict nil 1 }}',
    'map[a:1 b:[2]] map[a:] map[1:2] map[] map[<nil>:1]',
  ],
  ['{{ get (dict "a" 1) "a" }}|{{ get (dict "a" 1) "b" }}|{{ get (dict "a" nil) "a" }}', '1||<no value>'],
  [
    '{{ $d := dict "a" 1 }}{{ $_ := set $d "b" 2 }}{{ $_ := unset $d "a" }}{{ $d }} {{ unset $d "zz" }}',
    'map[b:2] map[b:2]',
  ],
  ['{{ hasKey (dict "a" nil) "a" }} {{ hasKey (dict) "a" }}', 'true false'],
  ['{{ pluck "a" (dict "a" 1) (dict "b" 2) (dict "a" nil) }}', '[1 <nil>]'],
  [
    '{{ keys (dict "b" 1) }} {{ typeOf (keys (dict)) }} {{ keys (dict "x" 1) (dict "y" 2) }}',
    '[b] []string [x y]',
  ],
  ['{{ values (dict "b" 1) }} {{ values (dict) }}', '[1] []'],
  [
    '{{ pick (dict "a" 1 "b" 2 "c" 3) "a" "c" "z" }} {{ omit (dict "a" 1 "b" 2 "c" 3) "a" "c" "z" }}',
    'map[a:1 c:3] map[b:2]',
  ],
  [
    '{{ $d := dict "a" 1 "e" "" "z" 0 "f" false "n" nil "m" (dict "x" 1) "l" (list 1) "em" (dict) "el" (list) }}{{ merge $d (dict "a" 2 "e" "new" "z" 5 "f" true "n" "set" "m" (dict "x" 9 "y" 2) "l" (list 2 3) "em" (dict "k" 1) "el" (list 9) "q" 7) }}',
    'map[a:1 e:new el:[9] em:map[k:1] f:true l:[1] m:map[x:1 y:2] n:set q:7 z:5]',
  ],
  [
    '{{ $d := dict "a" 1 "e" "x" "z" 5 "f" true "n" "v" "m" (dict "x" 1) "l" (list 1) "s" "str" }}{{ mergeOverwrite $d (dict "a" 0 "e" "" "z" 7 "f" false "n" nil "m" (dict "y" 2) "l" (list) "s" (dict "now" "map") "q" nil) }}',
    'map[a:0 e: f:false l:[] m:map[x:1 y:2] n:<nil> q:<nil> s:map[now:map] z:7]',
  ],
  [
    '{{ $d := dict }}{{ $s := dict "m" (dict "a" 1) }}{{ $_ := merge $d $s (dict "m" (dict "b" 2)) }}{{ $d }} {{ $s }}',
    'map[m:map[a:1 b:2]] map[m:map[a:1 b:2]]',
  ],
  [
    '{{ mustMerge (dict "m" (dict "a" (dict "b" 1))) (dict "m" (dict "a" (dict "c" 2))) (dict "m" 3) }}',
    'map[m:map[a:map[b:1 c:2]]]',
  ],
  [
    '{{ mustMergeOverwrite (dict "a" (dict "b" 1)) (dict "a" "flat") (dict "a" (dict "c" 1)) }}',
    'map[a:map[c:1]]',
  ],
  [
    '{{ $a := dict "l" (list (dict "x" 1)) }}{{ $b := deepCopy $a }}{{ $_ := set (index $b.l 0) "x" 2 }}{{ $a }} {{ $b }}',
    'map[l:[map[x:1]]] map[l:[map[x:2]]]',
  ],
  ['{{ deepCopy (splitList "," "a") | typeOf }} {{ deepCopy 5 }}', '[]string 5'],
  [
    '{{ dig "a" "b" "def" (dict "a" (dict "b" 1)) }} {{ dig "a" "z" "def" (dict "a" (dict "b" 1)) }} {{ dig "a" nil (dict) }}',
    '1 def <no value>',
  ],
])

/** Recorded from Sprig: what follows `at <…>:`. */
testFailures([
  ['{{ deepCopy nil }}', 'error calling deepCopy: reflect: call of reflect.Value.Type on zero Value'],
  [
    '{{ dig "a" "b" "def" (dict "a" "str") }}',
    'error calling dig: interface conversion: interface {} is string, not map[string]interface {}',
  ],
  ['{{ dig "a" (dict) }}', 'error calling dig: dig needs at least three arguments'],
  [
    '{{ dig "a" "b" "c" }}',
    'error calling dig: interface conversion: interface {} is string, not map[string]interface {}',
  ],
  ['{{ dig 1 "d" (dict) }}', 'error calling dig: interface conversion: interface {} is int, not string'],
  [
    '{{ dig "a" "b" "d" (dict "a" nil) }}',
    'error calling dig: interface conversion: interface {} is nil, not map[string]interface {}',
  ],
  ['{{ get "a" "b" }}', 'can\'t handle "a" for arg of type map[string]interface {}'],
  ['{{ set (dict) 1 2 }}', 'expected string; found 1'],
  ['{{ merge (dict) "x" }}', 'can\'t handle "x" for arg of type map[string]interface {}'],
])
