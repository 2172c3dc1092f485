import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { builtInTypes, ResourceRegistry } from '../../kinds/index.ts'
import { expressionWarnings } from './type-checking.ts'

const registry = new ResourceRegistry(builtInTypes())
const warnings = (rule: JsonObject, spec: JsonObject) =>
  expressionWarnings({ matchConstraints: { resourceRules: [rule] }, ...spec }, registry)
const batch = { apiGroups: ['batch'], apiVersions: ['v1'], resources: ['jobs', 'cronjobs', 'jobs/status'] }

test('a field that one of two kinds lacks is told for that kind', () => {
  const found = warnings(batch, { validations: [{ expression: "object.spec.schedule == '@daily'" }] })
  assert.equal(found.length, 1)
  assert.equal(found[0]?.['fieldRef'], 'spec.validations[0].expression')
  assert.equal(
    found[0]?.['warning'],
    "batch/v1, Kind=Job: ERROR: <input>:1:12: undefined field 'schedule'\n | object.spec.schedule == '@daily'\n | ...........^\n",
  )
})

test('variables and parameters have types too, and messages are checked', () => {
  const found = warnings(batch, {
    paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
    variables: [{ name: 'limit', expression: "params.data['limit']" }],
    validations: [{ expression: 'variables.limit > 3', messageExpression: 'string(object.metadata.nick)' }],
  })
  assert.deepEqual(
    found.map(each => [each['fieldRef'], String(each['warning']).match(/Kind=/g)?.length]),
    [
      ['spec.validations[0].expression', 2],
      ['spec.validations[0].messageExpression', 2],
    ],
  )
})

test('a rule with a wildcard for its group is about no kind for sure', () => {
  const validations = [{ expression: 'object.nothing' }]
  assert.deepEqual(warnings({ ...batch, apiGroups: ['*'] }, { validations }), [])
})

test('kinds whose schema holds itself are checked as far as it goes', () => {
  const definitions = {
    apiGroups: ['apiextensions.k8s.io'],
    apiVersions: ['v1'],
    resources: ['customresourcedefinitions'],
  }
  assert.equal(warnings(definitions, { validations: [{ expression: 'object.spec.nothing' }] }).length, 1)
})
