import { testExpressions, testFailures } from '../testing/expressions.ts'

/** Recorded from Sprig. */
testExpressions([
  [
    '{{ add 1 2 3 }} {{ add }} {{ add 1.9 "2" true nil "x" }} {{ typeOf (add 1 2) }} {{ add1 5 }} {{ add1 "7" }}',
    '6 0 4 int64 6 8',
  ],
  [
    '{{ sub 5 7 }} {{ mul 2 3 4 }} {{ mul 2 }} {{ div 7 2 }} {{ div -7 2 }} {{ mod 7 3 }} {{ mod -7 3 }}',
    '-2 24 2 3 -3 1 -1',
  ],
  [
    '{{ add 9223372036854775807 1 }} {{ mul 4611686018427387904 2 }} {{ sub (int64 "-9223372036854775808") 1 }} {{ div (int64 "-9223372036854775808") -1 }}',
    '-9223372036854775808 -9223372036854775808 9223372036854775807 -9223372036854775808',
  ],
  [
    '{{ max 1 5 3 }} {{ min 4 2 9 }} {{ biggest 1 2 }} {{ max "7" 2.9 }} {{ typeOf (max 1 2) }}',
    '5 2 2 7 int64',
  ],
  ['{{ maxf 1.5 3 2.25 }} {{ minf 1.5 "0.5" }} {{ typeOf (maxf 1) }}', '3 0.5 float64'],
  [
    '{{ ceil 1.1 }} {{ floor 1.9 }} {{ floor -1.1 }} {{ ceil "1.5" }} {{ typeOf (ceil 1) }} {{ floor 123456789.5 }}',
    '2 1 -2 2 float64 1.23456789e+08',
  ],
  [
    '{{ round 123.5555 3 }} {{ round 123.5555 0 }} {{ round 2.5 0 }} {{ round -2.5 0 }} {{ round 2.4 0 0.3 }} {{ round 1234.5 -2 }} {{ round 1.005 2 }}',
    '123.556 124 3 -3 3 1200 1',
  ],
  [
    '{{ addf 0.1 0.2 }} {{ addf 1.5 "2.25" 3 }} {{ subf 1 0.9 }} {{ mulf 1.1 1.1 }} {{ divf 10 3 }} {{ divf 1 3 }} {{ add1f 1.5 }} {{ typeOf (addf 1 2) }}',
    '0.3 6.75 0.1 1.21 3.3333333333333335 0.3333333333333333 2.5 float64',
  ],
  [
    '{{ int 3.9 }} {{ int -3.9 }} {{ int "12" }} {{ int "1.5" }} {{ int "1.0" }} {{ int "0x1f" }} {{ int "010" }} {{ int "08" }} {{ int "1_000" }} {{ int true }} {{ int nil }} {{ int (list) }} {{ int "99999999999999999999" }} {{ int 1e19 }}',
    '3 -3 12 0 1 31 8 0 1000 1 0 0 0 -9223372036854775808',
  ],
  [
    '{{ int64 "5" }} {{ typeOf (int64 "5") }} {{ typeOf (int 5.0) }} {{ float64 "1.5e3" }} {{ float64 "0x1p4" }} {{ float64 "x" }} {{ float64 5 }} {{ typeOf (float64 5) }} {{ float64 "1e400" }}',
    '5 int64 int 1500 16 0 5 float64 0',
  ],
  [
    '{{ atoi "12" }} {{ atoi "x" }} {{ atoi "-5" }} {{ atoi " 5" }} {{ atoi "99999999999999999999" }} {{ atoi "1_0" }} {{ typeOf (atoi "1") }}',
    '12 0 -5 0 9223372036854775807 0 int',
  ],
  [
    '{{ toDecimal "644" }} {{ toDecimal 0777 }} {{ toDecimal "8" }} {{ toDecimal 755 }} {{ typeOf (toDecimal 7) }}',
    '420 329 0 493 int64',
  ],
  [
    '{{ until 3 }} {{ until -3 }} {{ until 0 }} {{ untilStep 3 9 2 }} {{ untilStep 9 3 -2 }} {{ untilStep 1 5 -1 }} {{ untilStep 5 1 1 }} {{ untilStep 1 5 0 }}',
    '[0 1 2] [0 -1 -2] [] [3 5 7] [9 7 5] [] [] []',
  ],
  [
    '{{ seq 3 }}|{{ seq -2 }}|{{ seq 2 5 }}|{{ seq 5 2 }}|{{ seq 0 2 9 }}|{{ seq 9 -3 0 }}|{{ seq 9 3 0 }}|{{ seq }}|{{ seq 1 2 3 4 }}|{{ seq 1 }}|{{ seq 0 }}|{{ seq 3 3 }}',
    '1 2 3|1 0 -1 -2|2 3 4 5|5 4 3 2|0 2 4 6 8|9 6 3 0||||1|1 0|3',
  ],
  ['{{ range $i, $e := until 3 }}{{ $i }}{{ typeOf $e }} {{ end }}', '0int 1int 2int '],
])

/** Recorded from Sprig: what follows `at <…>:`. */
testFailures([
  ['{{ div 1 0 }}', 'error calling div: runtime error: integer divide by zero'],
  ['{{ mod 1 "x" }}', 'error calling mod: runtime error: integer divide by zero'],
  ['{{ round 1.5 }}', 'wrong number of args for round: want at least 2 got 1'],
  ['{{ divf 1 0 }}', 'error calling divf: decimal division by 0'],
  ['{{ addf "NaN" 1 }}', 'error calling addf: Cannot create a Decimal from NaN'],
])
