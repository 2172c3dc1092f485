import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  CelMap,
  compileExpression,
  definitionEnvironment,
  estimateCost,
  fromJson,
  healthEnvironment,
  intType,
  listType,
  mapType,
  objectType,
  stringType,
  withVariables,
} from './index.ts'

const spec = objectType(
  'Spec',
  new Map([
    ['name', stringType],
    ['replicas', intType],
    ['tags', listType(stringType)],
    ['labels', mapType(stringType, stringType)],
  ]),
)
const environment = withVariables(definitionEnvironment, [
  ['self', spec],
  ['n', intType],
])

function issuesOf(source: string): string {
  const compiled = compileExpression(source, environment)
  return compiled.type === 'failed' ? compiled.message : 'compiled'
}

/** The message of the only mistake and the column it is at. */
const mistakes: readonly [source: string, column: number, message: string][] = [
  ['self.missing', 5, "undefined field 'missing'"],
  ['who', 1, "undeclared reference to 'who' (in container '')"],
  ['who(1)', 4, "undeclared reference to 'who' (in container '')"],
  ['self.name + 1', 11, "found no matching overload for '_+_' applied to '(string, int)'"],
  ['self.name.contains(1)', 19, "found no matching overload for 'contains' applied to 'string.(int)'"],
  ['size(n)', 5, "found no matching overload for 'size' applied to '(int)'"],
  [
    'n.all(x, true)',
    1,
    "expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)",
  ],
  ['self.tags.all(x, x)', 18, "expected type 'bool' but found 'string'"],
  ['self.tags.exists(x, 1)', 21, "expected type 'bool' but found 'int'"],
  ['true && self.tags', 13, "expected type 'bool' but found 'list(string)'"],
  [
    '1.sortBy(x, x) == []',
    1,
    'sortBy can only be applied to a list, identifier, comprehension, call or select expression',
  ],
  ['n ? true : false', 3, "found no matching overload for '_?_:_' applied to '(int, bool, bool)'"],
  ['!n', 1, "found no matching overload for '!_' applied to '(int)'"],
  ['n in self.labels', 3, "found no matching overload for '@in' applied to '(int, map(string, string))'"],
  ['n.x', 2, "type 'int' does not support field selection"],
  ['[1, "a"] == []', 5, "expected type 'int' but found 'string'"],
  ['duration("1x") == duration("1s")', 10, 'invalid duration argument'],
  ['self.name.matches("(")', 19, 'invalid matches argument'],
  ['has(n)', 5, 'invalid argument to has() macro'],
  ['[1].all(1, true)', 9, 'argument must be a simple name'],
  [
    'n +',
    4,
    "Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}",
  ],
  ['(n', 3, "Syntax error: missing ')' at '<EOF>'"],
  ['n n', 3, "Syntax error: extraneous input 'n' expecting <EOF>"],
  ['n # 1', 3, "Syntax error: token recognition error at: '#'"],
  ['for', 1, 'Syntax error: reserved identifier: for'],
  ['"\\z" == ""', 1, "Syntax error: token recognition error at: '\"\\z'"],
]

describe('compileExpression()', () => {
  for (const [source, column, message] of mistakes) {
    test(`finds what is wrong with ${source}`, () => {
      assert.equal(issuesOf(source).split('\n ')[0], `ERROR: <input>:1:${column}: ${message}`)
    })
  }

  test('points at the mistake in its line', () => {
    assert.equal(
      issuesOf('n > 0 &&\n  who'),
      "ERROR: <input>:2:3: undeclared reference to 'who' (in container '')\n |   who\n | ..^",
    )
  })

  test('lists several mistakes by their places', () => {
    const columns = [...issuesOf('a + b').matchAll(/:1:(\d+):/g)].map(each => each[1])
    assert.deepEqual(columns, ['1', '5'])
  })

  test('refuses expressions nested too deeply', () => {
    assert.match(issuesOf(`${'('.repeat(300)}1${')'.repeat(300)}`), /recursion limit exceeded/)
  })

  test('gives the type of the value', () => {
    const compiled = compileExpression('self.tags.map(t, size(t))', environment)
    assert.deepEqual(compiled.type === 'compiled' && compiled.expression.type, listType(intType))
  })

  test('knows which variables an expression mentions', () => {
    const compiled = compileExpression('self.tags.all(t, t != "")', environment)
    assert.ok(compiled.type === 'compiled')
    assert.deepEqual(
      ['self', 'n'].map(name => compiled.expression.mentions(name)),
      [true, false],
    )
  })
})

describe('Expression.evaluate()', () => {
  const status = fromJson({ observedGeneration: 3, conditions: [{ type: 'Ready', status: 'True' }] })
  const health: readonly [source: string, gives: unknown][] = [
    ['status.observedGeneration == 3', true],
    ['status.conditions.filter(c, c.type == "Ready").all(c, c.status == "True")', true],
    ['has(status.conditions)', true],
    ['has(status.phase) && status.phase == "x"', false],
    ['status.?phase.orValue("none")', 'none'],
    ['status.phase == "x"', 'no such key: phase'],
    ['spec.x == 1', 'no such attribute(s): spec.x'],
    ['has(spec.x.y)', 'no such attribute(s): spec.x.y'],
    ['spec == 1', 'no such attribute(s): spec'],
  ]
  for (const [source, gives] of health) {
    test(`works without types: ${source}`, () => {
      const compiled = compileExpression(source, healthEnvironment, { check: false })
      assert.ok(compiled.type === 'compiled')
      const result = compiled.expression.evaluate(name => (name === 'status' ? status : undefined))
      assert.equal(result.type === 'value' ? result.value : result.error.message, gives)
    })
  }

  test('stops at the cost limit', () => {
    const compiled = compileExpression('[1, 2, 3, 4].all(x, [1, 2, 3, 4].all(y, x * y > 0))', environment)
    assert.ok(compiled.type === 'compiled')
    const result = compiled.expression.evaluate(() => undefined, { costLimit: 20 })
    assert.equal(
      result.type === 'error' && result.error.message,
      'operation cancelled: actual cost limit exceeded',
    )
  })

  test('costs more for more elements', () => {
    const compiled = compileExpression('self.tags.all(t, t != "")', environment)
    assert.ok(compiled.type === 'compiled')
    const { expression } = compiled
    const cost = (count: number) =>
      expression.evaluate(() => new CelMap(new Map([['tags', Array.from({ length: count }, () => 'a')]])))
        .cost
    assert.ok(cost(10) > cost(5))
  })
})

describe('estimateCost()', () => {
  const estimate = (source: string, max: number) => {
    const compiled = compileExpression(source, environment)
    assert.ok(compiled.type === 'compiled', source)
    return estimateCost(compiled.expression, () => ({ min: 0, max })).max
  }
  test('grows with the size of what is looped over', () => {
    assert.ok(estimate('self.tags.all(t, t == "a")', 100) > estimate('self.tags.all(t, t == "a")', 10))
  })
  test('multiplies nested loops', () => {
    const flat = estimate('self.tags.all(t, t == "a")', 100)
    assert.ok(estimate('self.tags.all(t, self.tags.all(u, u == t))', 100) > flat * 50)
  })
  test('gives elements of a computed list the size of the root', () => {
    const compiled = compileExpression('["a"].all(t, "b".startsWith(t))', environment)
    assert.ok(compiled.type === 'compiled')
    const most = (size: number) => estimateCost(compiled.expression, () => ({ min: 0, max: size })).max
    assert.equal(most(100) - most(0), 10)
  })
  test('does not depend on sizes that are not looked at', () => {
    assert.equal(estimate('self.replicas > 1', 100), estimate('self.replicas > 1', 10))
  })
})
