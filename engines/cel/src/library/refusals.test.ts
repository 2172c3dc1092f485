import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileExpression, definitionEnvironment, estimateCost } from '../index.ts'

const refusals: readonly (readonly [expression: string, message: string])[] = [
  ['cidr("1.2.3.4")', 'netip.ParsePrefix("1.2.3.4"): no \'/\''],
  ['cidr("1.2.3/8")', 'netip.ParsePrefix("1.2.3/8"): ParseAddr("1.2.3"): IPv4 address too short'],
  ['ip("1.2.3.04")', 'IPv4 field has octet with leading zero'],
  ['ip("1..2.3")', 'IPv4 field must have at least one digit (at ".2.3")'],
  ['ip("::1::")', 'multiple :: in address (at ":")'],
  ['ip("1:2")', 'address string too short'],
  ['ip("12345::")', 'each group must have 4 or less digits (at "12345::")'],
  ['ip("x:1")', 'each colon-separated field must have at least one digit (at "x:1")'],
  ['ip("1:2:3:4:5:6:7::8")', 'the :: must expand to at least one field of zeros'],
  ['ip("::1%eth0")', 'with zone value is not allowed'],
  ['cidr("10.0.0.0/8").containsIP("nonsense")', 'no such overload'],
  ['[[1], [2]][5].sort() == [] || true', 'is not traits.Lister'],
  ['dyn(null) < 1', 'no such overload: _<_'],
  ['dyn("a") < 1', 'no such overload'],
  ['dyn(5).size() == 1', 'no such overload: size'],
  ['dyn(5).name == 1', 'no such key: name'],
  ['semver("1.2.3.4")', 'Invalid character(s) found in patch number "3.4"'],
  ['semver("1.2.3-01")', 'Numeric PreRelease version must not contain leading zeroes "01"'],
  ['semver("1+b", true)', 'short version cannot contain PreRelease/Build meta data'],
  ['quantity("2") == quantity("1").add(1)', 'no such overload'],
  ['[dyn(1)][0].map(x, x) == []', "got 'types.Int', expected iterable type"],
  ['[dyn(null)][0].all(i, x, true)', 'unsupported comprehension range type: types.Null'],
  ['quantity("1h")', 'quantities must match the regular expression'],
  ['quantity("1.5Ki").asInteger()', 'cannot convert value to integer'],
]
for (const [expression, message] of refusals) {
  test(`${expression} fails with: ${message}`, () => {
    const compiled = compileExpression(expression, definitionEnvironment)
    assert.ok(compiled.type === 'compiled')
    const result = compiled.expression.evaluate(() => undefined)
    assert.ok(result.type === 'error')
    assert.ok(result.error.message.includes(message), result.error.message)
  })
}

const unmakeable: readonly (readonly [expression: string, message: string])[] = [
  ['"a".find("(")', 'error parsing regexp: missing closing ): `(`'],
  ['int(string(false))', "type conversion error from 'string' to 'int'"],
  ['timestamp(9223372036854775807)', 'invalid timestamp argument'],
  ['timestamp("2024-01-01T00:00:00+25:00")', 'invalid timestamp argument'],
  ['timestamp(null)', 'invalid timestamp argument'],
  [`'%s'.format([[1, quantity("1")]]) == ''`, 'was given kubernetes.Quantity'],
  ['duration(null)', 'invalid duration argument'],
  ['"%d".format([[1]])', 'decimal clause can only be used on integers, was given list'],
  ['"%f".format([true, 1])', 'fixed-point clause can only be used on doubles, was given bool'],
  ['"%q".format([])', 'index 0 out of range'],
  ['[1].existsOne(i, i == 1)', "undeclared reference to 'existsOne'"],
  ['"%".format([])', 'unexpected end of string'],
]
for (const [expression, message] of unmakeable) {
  test(`${expression} does not compile: ${message}`, () => {
    const compiled = compileExpression(expression, definitionEnvironment)
    assert.ok(compiled.type === 'failed')
    assert.ok(compiled.message.includes(message), compiled.message)
  })
}

const costs: readonly (readonly [expression: string, estimate: number, cost: number])[] = [
  ['[1, 2, 3]', 10, 0],
  ['1 in [1, 2]', 12, 0],
  ['[3, 1, 2].sort()', 39, 29],
  ['[3, 1, 2].reverse()', 24, 14],
  ['lists.range(4)', 15, 15],
  ['sets.contains([1, 2], [1])', 23, 3],
]
for (const [expression, estimate, cost] of costs) {
  test(`${expression} costs ${cost}, at most ${estimate}`, () => {
    const compiled = compileExpression(expression, definitionEnvironment)
    assert.ok(compiled.type === 'compiled')
    assert.equal(estimateCost(compiled.expression, () => undefined).max, estimate)
    assert.equal(compiled.expression.evaluate(() => undefined).cost, cost)
  })
}
