import { testExpressions, testFailures } from '../testing/expressions.ts'

/** Recorded from Sprig. */
testExpressions([
  ['{{ trim "  a b\\t\\n" }}', 'a b'],
  ['{{ trim "\\u00a0\\u0085x\\ufeff" | printf "%q" }}', '"x\\ufeff"'],
  ['{{ trimAll "-_" "__a-b--" }}', 'a-b'],
  ['{{ trimall "$" "$5.00$" }}', '5.00'],
  ['{{ trimPrefix "v" "v1.2" }}|{{ trimPrefix "v" "1.2" }}', '1.2|1.2'],
  ['{{ trimSuffix ".git" "a.git.git" }}|{{ trimSuffix "" "abc" }}', 'a.git|abc'],
  ['{{ upper "grüße" }} {{ lower "ÀÉÎ İ" }}', 'GRÜßE àéî i'],
  ['{{ title "hello wOrld it\'s o\'clock" }} {{ title "ǆ ǆ" }}', "Hello WOrld It'S O'Clock ǅ ǅ"],
  ['{{ untitle "Hello World" }}', 'hello world'],
  ['{{ repeat 3 "ab" }}', 'ababab'],
  [
    '{{ substr 0 3 "abcdef" }}|{{ substr 2 -1 "abcdef" }}|{{ substr -1 2 "abcdef" }}|{{ substr 1 99 "abc" }}',
    'abc|cdef|ab|bc',
  ],
  [
    '{{ trunc 3 "abcdef" }}|{{ trunc -3 "abcdef" }}|{{ trunc 9 "abc" }}|{{ trunc -9 "abc" }}|{{ trunc 0 "abc" }}',
    'abc|def|abc|abc|',
  ],
  ['{{ trunc 4 "ééé" }}', 'éé'],
  ['{{ trunc 3 "ééé" | printf "%q" }}', '"é\\xc3"'],
  ['{{ nospace " a b\\tc\\n" }}|{{ nospace "é f" }}', 'abc|Ã©f'],
  [
    '{{ contains "cat" "concatenate" }} {{ hasPrefix "con" "concat" }} {{ hasSuffix "t" "concat" }}',
    'true true true',
  ],
  ['{{ quote "a\\"b" 1 1.5 true nil "tab\\t" }}', '"a\\"b" "1" "1.5" "true" "tab\\t"'],
  ['{{ quote (list 1 "a") (dict "k" 1) }}', '"[1 a]" "map[k:1]"'],
  ['{{ quote nil }}|{{ quote "" }}|{{ quote }}', '|""|'],
  ['{{ squote "it\'s" 1 nil false }}', "'it's' '1' 'false'"],
  ['{{ cat "a" nil 1 true (list 1 2) }}', 'a 1 true [1 2]'],
  ['{{ cat }}|{{ cat "x" }}', '|x'],
  ['{{ indent 2 "a\\nb\\n" }}', '  a\n  b\n  '],
  ['{{ nindent 4 "a\\n\\nb" }}', '\n    a\n    \n    b'],
  [
    '{{ replace "a" "b" "banana" }}|{{ replace "" "-" "añ" }}|{{ replace "$" "$$" "a$b" }}',
    'bbnbnb|-a-ñ-|a$$b',
  ],
  ['{{ plural "one" "many" 1 }} {{ plural "one" "many" 0 }}', 'one many'],
  ['{{ plural "one" "many" (len "é") }}', 'many'],
  [
    '{{ toString 1e6 }} {{ toString 123456789.0 }} {{ toString 0.1 }} {{ toString nil }} {{ toString (list 1 "b") }} {{ toString true }}',
    '1e+06 1.23456789e+08 0.1 <nil> [1 b] true',
  ],
  [
    '{{ toStrings (list 1 nil "a" 2.5) }} {{ kindOf (toStrings 5) }} {{ toStrings 5 }} {{ toStrings nil }}',
    '[1 a 2.5] slice [5] []',
  ],
  ['{{ join "-" (list 1 "b" nil true) }}|{{ join "," "abc" }}|{{ join "," nil }}', '1-b-true|abc|'],
  [
    '{{ split "," "a,b,c" }} {{ (split "." "x.y")._1 }} {{ typeOf (split "." "x") }}',
    'map[_0:a _1:b _2:c] y map[string]string',
  ],
  ['{{ splitn "," 2 "a,b,c" }} {{ splitn "," 0 "a,b" }}', 'map[_0:a _1:b,c] map[]'],
  [
    '{{ splitList "," "a,b,,c" }} {{ splitList "" "aé" | len }} {{ typeOf (splitList "," "a") }} {{ len (splitList "," "") }}',
    '[a b  c] 2 []string 1',
  ],
  [
    '{{ sortAlpha (list "b" "a" "B" 10 9) }} {{ sortAlpha "x" }} {{ typeOf (sortAlpha (list "a")) }}',
    '[10 9 B a b] [x] []string',
  ],
  [
    '{{ $l := splitList "," "b,a" }}{{ sortAlpha $l }} {{ $l }} {{ $m := list "b" "a" }}{{ sortAlpha $m }} {{ $m }}',
    '[a b] [a b] [a b] [b a]',
  ],
])

/** Recorded from Sprig: what follows `at <…>:`. */
testFailures([
  ['{{ repeat -1 "ab" }}', 'error calling repeat: strings: negative Repeat count'],
  ['{{ substr 4 2 "abcdef" }}', 'error calling substr: runtime error: slice bounds out of range [4:2]'],
  [
    '{{ substr -1 9 "abc" }}',
    'error calling substr: runtime error: slice bounds out of range [:9] with length 3',
  ],
  ['{{ substr 9 20 "abc" }}', 'error calling substr: runtime error: slice bounds out of range [9:3]'],
  ['{{ indent -1 "a" }}', 'error calling indent: strings: negative Repeat count'],
  ['{{ trunc "a" "b" }}', 'expected integer; found "a"'],
  ['{{ upper 5 }}', 'expected string; found 5'],
  ['{{ trim nil }}', 'cannot assign nil to string'],
  ['{{ lower (list 1) }}', 'wrong type for value; expected string; got []interface {}'],
  ['{{ trimSuffix "a" }}', 'wrong number of args for trimSuffix: want 2 got 1'],
  ['{{ upper "a" "b" }}', 'wrong number of args for upper: want 1 got 2'],
])
