import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import type { Store } from '../../storage/index.ts'
import { objectAt } from '../../verbs/object.ts'
import { requestOf, storeWith } from '../test-request.ts'
import { mutatingAdmissionPolicy } from './mutating-policies.ts'

/** A policy on ConfigMaps that adds a letter to `data.k`, and its binding. */
function appending(letter: string, reinvocationPolicy: string): readonly (readonly [string, JsonObject])[] {
  const resourceRules = [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] },
  ]
  const expression = `[JSONPatch{op: "replace", path: "/data/k", value: object.data.k + "${letter}"}]`
  const mutations = [{ patchType: 'JSONPatch', jsonPatch: { expression } }]
  const spec = { reinvocationPolicy, matchConstraints: { resourceRules }, mutations }
  const metadata = { name: letter }
  return [
    ['mutatingadmissionpolicies.admissionregistration.k8s.io', { metadata, spec }],
    [
      'mutatingadmissionpolicybindings.admissionregistration.k8s.io',
      { metadata, spec: { policyName: letter } },
    ],
  ]
}

/** What `data.k` is after the mutating phase, which runs a second time where that is wanted. */
async function mutated(store: Store): Promise<unknown> {
  const object = { metadata: { name: 'p', namespace: 'ns' }, data: { k: '' } }
  const request = requestOf(object, store, 'configmaps')
  const once = await mutatingAdmissionPolicy.mutate?.(request)
  assert.ok(once)
  if (!request.reinvocation.isWanted) return objectAt(once, 'data')['k']
  request.reinvocation.begin()
  const twice = await mutatingAdmissionPolicy.mutate?.({ ...request, object: once })
  assert.ok(twice)
  return objectAt(twice, 'data')['k']
}

const runs: readonly (readonly [policies: readonly (readonly [string, string])[], result: string])[] = [
  [[['a', 'Never']], 'a'],
  [[['a', 'IfNeeded']], 'aa'],
  [
    [
      ['a', 'IfNeeded'],
      ['b', 'Never'],
    ],
    'aba',
  ],
  [
    [
      ['a', 'Never'],
      ['b', 'IfNeeded'],
    ],
    'abb',
  ],
  [
    [
      ['a', 'IfNeeded'],
      ['b', 'IfNeeded'],
    ],
    'abab',
  ],
]
for (const [policies, result] of runs) {
  const told = policies.map(([letter, policy]) => `${letter} (${policy})`).join(', ')
  test(`mutatingAdmissionPolicy runs ${told} to ${result}`, async () => {
    const store = storeWith(...policies.flatMap(([letter, policy]) => appending(letter, policy)))
    assert.equal(await mutated(store), result)
  })
}

test('mutatingAdmissionPolicy tells an operation that does not say what it is', async () => {
  const [policy, binding] = appending('a', 'Never')
  assert.ok(policy && binding)
  const mutations = [{ patchType: 'JSONPatch', jsonPatch: { expression: '[JSONPatch{path: "/data/x"}]' } }]
  const broken = { ...policy[1], spec: { ...objectAt(policy[1], 'spec'), mutations } }
  await assert.rejects(mutated(storeWith([policy[0], broken], binding)), {
    message: "policy 'a' with binding 'a' denied request: JSON Patch: Unexpected kind: ",
  })
})
