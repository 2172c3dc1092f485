import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { created, updated } from '../test-context.ts'

const rule = { apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'] }
const validating = (spec: JsonObject) =>
  created('validatingadmissionpolicies.admissionregistration.k8s.io', {
    metadata: { name: 'tidy' },
    spec: { matchConstraints: { resourceRules: [rule] }, ...spec },
  }).errors

test('a policy without variables does not know the word', () => {
  const [error = '', ...others] = validating({ validations: [{ expression: 'variables.n > 1' }] })
  assert.match(error, /undeclared reference to 'variables'/)
  assert.deepEqual(others, [])
})

test('a variable without an expression is none; a broken one may be anything', () => {
  const broken = (expression: string) =>
    validating({ variables: [{ name: 'n', expression }], validations: [{ expression: 'variables.n > 1' }] })
  const blank = broken(' ')
  assert.equal(blank[0], 'spec.variables[0].expression: Required value: expression is not specified')
  assert.match(blank[1] ?? '', /undefined field 'n'/)
  assert.equal(broken('object.').length, 1)
})

test('types that an expression must not give have their long names', () => {
  const value = (valueExpression: string) =>
    validating({ auditAnnotations: [{ key: 'since', valueExpression }] }).join()
  assert.match(value('7'), /must evaluate to one of \[string null_type\] but got int$/)
  assert.match(value("timestamp('2030-01-01T00:00:00Z')"), /but got google\.protobuf\.Timestamp$/)
  assert.equal(value('null'), '')
})

test('a rule may not say Unauthorized', () => {
  assert.deepEqual(validating({ validations: [{ expression: 'true', reason: 'Unauthorized' }] }), [
    'spec.validations[0].reason: Unsupported value: "Unauthorized": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge"',
  ])
})

test('the status of a policy says what is wrong where, and why it is as it is', () => {
  const policy = { metadata: { name: 'tidy' }, spec: { matchConstraints: { resourceRules: [rule] } } }
  const status = {
    typeChecking: { expressionWarnings: [{ fieldRef: 'spec.validations[0].expression' }] },
    conditions: [{ type: 'Ready', status: 'Yes', lastTransitionTime: '2030-01-01T00:00:00Z', reason: 'R' }],
  }
  const kind = 'validatingadmissionpolicies.admissionregistration.k8s.io'
  assert.deepEqual(updated(kind, policy, { ...policy, status }, 'status').errors, [
    'status.typeChecking.expressionWarnings[0].warning: Required value',
    'status.conditions[0].status: Unsupported value: "Yes": supported values: "False", "True", "Unknown"',
  ])
})
