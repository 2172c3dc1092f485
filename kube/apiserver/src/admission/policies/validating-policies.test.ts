import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import type { Store } from '../../storage/index.ts'
import { requestOf, storeWith } from '../test-request.ts'
import { validatingAdmissionPolicy } from './validating-policies.ts'

/** A store with a policy on ConfigMaps and a binding that denies. */
function policyStore(spec: JsonObject): Store {
  const resourceRules = [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] },
  ]
  return storeWith(
    [
      'validatingadmissionpolicies.admissionregistration.k8s.io',
      {
        metadata: { name: 'pol' },
        spec: { failurePolicy: 'Fail', matchConstraints: { resourceRules }, ...spec },
      },
    ],
    [
      'validatingadmissionpolicybindings.admissionregistration.k8s.io',
      { metadata: { name: 'bind' }, spec: { policyName: 'pol', validationActions: ['Deny'] } },
    ],
  )
}

const configMap = (data: JsonObject): JsonObject => ({ metadata: { name: 'p', namespace: 'ns' }, data })
const denial =
  "configmaps \"p\" is forbidden: ValidatingAdmissionPolicy 'pol' with binding 'bind' denied request: "

const policies: readonly {
  readonly does: string
  readonly spec: JsonObject
  readonly says: string | undefined
}[] = [
  {
    does: 'lets through what holds',
    spec: { validations: [{ expression: "object.data.k == 'v'" }] },
    says: undefined,
  },
  { does: 'tells the message', spec: { validations: [{ expression: 'false', message: 'no' }] }, says: 'no' },
  {
    does: 'tells the expression where there is no message',
    spec: { validations: [{ expression: 'false' }] },
    says: 'failed expression: false',
  },
  {
    does: 'computes a message from variables',
    spec: {
      variables: [{ name: 'n', expression: 'object.metadata.name' }],
      validations: [{ expression: 'false', messageExpression: "'not ' + variables.n" }],
    },
    says: 'not p',
  },
  {
    does: 'skips what its conditions exclude',
    spec: { matchConditions: [{ name: 'c', expression: 'false' }], validations: [{ expression: 'false' }] },
    says: undefined,
  },
  {
    does: 'refuses where an expression fails',
    spec: { validations: [{ expression: 'object.data.none == 1' }] },
    says: "expression 'object.data.none == 1' resulted in error: no such key: none",
  },
  {
    does: 'passes over failures where told to',
    spec: { failurePolicy: 'Ignore', validations: [{ expression: 'object.data.none == 1' }] },
    says: undefined,
  },
]
for (const { does, spec, says } of policies) {
  test(`validatingAdmissionPolicy ${does}`, async () => {
    const judge = async () =>
      await validatingAdmissionPolicy.validate?.(
        requestOf(configMap({ k: 'v' }), policyStore(spec), 'configmaps'),
      )
    if (says === undefined) await judge()
    else await assert.rejects(judge, { message: denial + says, code: 422 })
  })
}
