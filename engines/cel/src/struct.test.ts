import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  authorizerType,
  authorizerValue,
  compileExpression,
  mutationEnvironment,
  toJson,
  type Value,
  withVariables,
} from './index.ts'

const environment = withVariables(mutationEnvironment, [['authorizer', authorizerType]])

function compiled(source: string) {
  const result = compileExpression(source, environment)
  if (result.type === 'failed') throw new Error(result.message)
  return result.expression
}

function resultOf(source: string, variables: Readonly<Record<string, Value>> = {}): Value {
  const result = compiled(source).evaluate(name => variables[name])
  if (result.type === 'error') throw result.error
  return result.value
}

const messages: readonly { readonly source: string; readonly gives: unknown }[] = [
  {
    source: 'Object{spec: Object.spec{replicas: 2, names: ["a"]}}',
    gives: { spec: { replicas: 2, names: ['a'] } },
  },
  { source: 'Object{?a: optional.none(), ?b: optional.of(1)}', gives: { b: 1 } },
  {
    source: '[JSONPatch{op: "add", path: "/x/" + jsonpatch.escapeKey("a/b~c"), value: {"k": 1.5}}]',
    gives: [{ op: 'add', path: '/x/a~1b~0c', value: { k: 1.5 } }],
  },
  { source: 'Object{at: timestamp("2026-01-02T03:04:05Z")}', gives: { at: '2026-01-02T03:04:05Z' } },
]
for (const { source, gives } of messages) {
  test(`compileExpression() makes the message of ${source}`, () => {
    assert.deepEqual(toJson(resultOf(source)), gives)
  })
}

const mistakes: readonly { readonly source: string; readonly says: RegExp }[] = [
  { source: 'JSONPatch{opp: "add"}', says: /undefined field 'opp'/ },
  {
    source: 'JSONPatch{op: 1}',
    says: /expected type of field 'op' is 'string' but provided type is 'int'/,
  },
  { source: 'Other{a: 1}', says: /undeclared reference to 'Other'/ },
]
for (const { source, says } of mistakes) {
  test(`compileExpression() refuses ${source}`, () => {
    const result = compileExpression(source, environment)
    assert.match(result.type === 'failed' ? result.message : '', says)
  })
}

test('authorizerValue() asks what the expression asks', () => {
  const asked: string[] = []
  const authorizer = authorizerValue(question => {
    asked.push(`${question.verb} ${question.group}/${question.resource}/${question.name}`)
    return { allowed: question.name === 'mine', reason: 'because', error: '' }
  })
  const ask = (name: string) =>
    resultOf(`authorizer.group('apps').resource('deployments').name('${name}').check('update').allowed()`, {
      authorizer,
    })
  assert.deepEqual([ask('mine'), ask('yours')], [true, false])
  assert.equal(asked[0], 'update apps/deployments/mine')
  assert.equal(resultOf("authorizer.path('/x').check('get').reason()", { authorizer }), 'because')
})
