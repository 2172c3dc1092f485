import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cronError, nextFiring, parseCron } from './cron.ts'
import { isIp, isStrictSubset, parseCidr } from './ip.ts'
import { jsonSyntaxError } from './json-syntax.ts'
import { configKeyErrors, dnsLabelErrors, portNameErrors, qualifiedNameErrors } from './names.ts'
import { matchesSelector } from './selector.ts'

const names = [
  { check: dnsLabelErrors, good: ['a', 'a-1', '1a'], bad: ['A', '-a', 'a.', 'x'.repeat(64)] },
  { check: qualifiedNameErrors, good: ['a', 'A_b.c', 'x.example/a'], bad: ['a b', 'a/b/c', 'Up/x', '/x'] },
  { check: configKeyErrors, good: ['a', '.a', 'A_b-c'], bad: ['a b', '..', '..a', '../y'] },
  { check: portNameErrors, good: ['http', 'p1'], bad: ['80', 'UP', 'a--b', 'way-too-long-name'] },
]
for (const { check, good, bad } of names) {
  test(`names: one check takes ${good.join(' ')} and refuses the rest`, () => {
    for (const text of good) assert.deepEqual(check(text), [], text)
    for (const text of bad) assert.notDeepEqual(check(text), [], text)
  })
}

test('matchesSelector() wants all labels and expressions to hold', () => {
  const selector = {
    matchLabels: { a: '1' },
    matchExpressions: [{ key: 'b', operator: 'In', values: ['x', 'y'] }],
  }
  assert.ok(matchesSelector(selector, { a: '1', b: 'y' }))
  assert.ok(!matchesSelector(selector, { a: '1', b: 'z' }))
  assert.ok(!matchesSelector(selector, { b: 'y' }))
  assert.ok(matchesSelector({}, {}))
})

const firings = [
  { schedule: '*/15 * * * *', after: '2030-01-01T00:00:00Z', gives: '2030-01-01T00:15:00.000Z' },
  { schedule: '0 0 1 * *', after: '2030-01-15T12:00:00Z', gives: '2030-02-01T00:00:00.000Z' },
  { schedule: '30 9 * * mon-fri', after: '2030-01-04T10:00:00Z', gives: '2030-01-07T09:30:00.000Z' },
  { schedule: '@hourly', after: '2030-01-01T00:59:59Z', gives: '2030-01-01T01:00:00.000Z' },
]
for (const { schedule, after, gives } of firings) {
  test(`nextFiring() of '${schedule}' is right`, () => {
    assert.equal(nextFiring(parseCron(schedule), new Date(after), () => 0)?.toISOString(), gives)
  })
}

test('nextFiring() counts in the zone it is told', () => {
  const schedule = parseCron('0 9 * * *')
  assert.equal(
    nextFiring(schedule, new Date('2030-01-01T00:00:00Z'), () => 120)?.toISOString(),
    '2030-01-01T07:00:00.000Z',
  )
})

test('cronError() names what is out of range', () => {
  assert.equal(cronError('61 * * * *'), 'end of range (61) above maximum (59): 61')
  assert.equal(cronError('0 0 * * *'), undefined)
})

test('parseCidr() and isStrictSubset() know ranges of both families', () => {
  const [outer, inner, other] = ['10.0.0.0/8', '10.1.0.0/16', '11.0.0.0/16'].map(parseCidr)
  assert.ok(outer && inner && other)
  assert.ok(isStrictSubset(inner, outer) && !isStrictSubset(other, outer) && !isStrictSubset(outer, outer))
  assert.equal(parseCidr('10.0.0.0/33'), undefined)
  assert.ok(parseCidr('2001:db8::/32') && isIp('::1') && !isIp('10.0.0'))
})

test("jsonSyntaxError() says what Go's decoder would", () => {
  assert.equal(jsonSyntaxError('{"a":[1,true,"x"]}'), undefined)
  assert.equal(jsonSyntaxError('{bad'), "invalid character 'b' looking for beginning of object key string")
  assert.equal(jsonSyntaxError('{"a":1'), 'unexpected end of JSON input')
  assert.equal(jsonSyntaxError('1 2'), "invalid character '2' after top-level value")
})
