import { testExpressions, testFailures } from '../testing/expressions.ts'

/** Recorded from Sprig. */
testExpressions([
  [
    '{{ regexMatch "^[a-z]+$" "abc" }} {{ regexMatch "[" "abc" }} {{ mustRegexMatch "b" "abc" }}',
    'true false true',
  ],
  ['{{ regexFind "[a-z]+" "123 abc" }}|{{ regexFind "x" "abc" }}', 'abc|'],
  [
    '{{ regexFindAll "[2,4,6,8]" "123456789" -1 }} {{ regexFindAll "a" "aaa" 2 }} {{ regexFindAll "a*" "baac" -1 | len }} {{ regexFindAll "z" "a" -1 }} {{ typeOf (regexFindAll "z" "a" -1) }}',
    '[2 4 6 8] [a a] 3 [] []string',
  ],
  [
    '{{ regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W" }} {{ regexReplaceAll "a(x*)b" "-ab-axxb-" "$1W" }} {{ regexReplaceAll "(?P<n>x)" "axb" "[${n}$$$z]" }} {{ regexReplaceAll "" "ab" "-" }} {{ regexReplaceAll "é" "caféé" "e" }}',
    '-W-xxW- --- a[x$]b -a-b- cafee',
  ],
  ['{{ regexReplaceAllLiteral "a(x*)b" "-ab-axxb-" "${1}" }}', '-${1}-${1}-'],
  [
    '{{ regexSplit "z+" "pizza" -1 }} {{ regexSplit "," "a,b,c" 2 }} {{ regexSplit "" "abc" -1 }} {{ regexSplit "a" "" -1 | len }} {{ regexSplit "x" "a" 0 }}',
    '[pi a] [a b,c] [a b c] 1 []',
  ],
  ['{{ regexQuoteMeta "a.b*[c]$" }}', 'a\\.b\\*\\[c\\]\\$'],
  [
    '{{ regexMatch "(?i)ABC" "xabcx" }} {{ regexMatch "\\\\bfoo\\\\b" "a foo b" }} {{ regexMatch "^\\\\d{1,3}(\\\\.\\\\d{1,3}){3}$" "10.0.0.1" }} {{ regexFind "\\\\p{Greek}+" "abc αβγ" }}',
    'true true true αβγ',
  ],
])

/** Recorded from Sprig: what follows `at <…>:`. */
testFailures([
  [
    '{{ mustRegexMatch "[" "abc" }}',
    'error calling mustRegexMatch: error parsing regexp: missing closing ]: `[`',
  ],
  [
    '{{ regexFind "(abc" "x" }}',
    'error calling regexFind: regexp: Compile(`(abc`): error parsing regexp: missing closing ): `(abc`',
  ],
  [
    '{{ mustRegexFind "a**" "x" }}',
    'error calling mustRegexFind: error parsing regexp: invalid nested repetition operator: `**`',
  ],
  [
    '{{ regexFind "a`(" "x" }}',
    'error calling regexFind: regexp: Compile("a`("): error parsing regexp: missing closing ): `a`(`',
  ],
  [
    '{{ mustRegexReplaceAll "\\\\8" "a" "b" }}',
    'error calling mustRegexReplaceAll: error parsing regexp: invalid escape sequence: `\\8`',
  ],
  [
    '{{ regexSplit "(?=x)" "a" -1 }}',
    'error calling regexSplit: regexp: Compile(`(?=x)`): error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
  ],
])
