import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { strategyFor } from '../index.ts'
import { contextFor, created, updated } from '../test-context.ts'
import { objectAt } from '../values/read.ts'

const pod = (annotations: JsonObject, spec: JsonObject = {}, container: JsonObject = {}): JsonObject => ({
  metadata: { name: 'p', annotations },
  spec: { containers: [{ name: 'app', image: 'i', ...container }], ...spec },
})
const seccomp = 'container.seccomp.security.alpha.kubernetes.io/app'
const armor = 'container.apparmor.security.beta.kubernetes.io/app'
const mirror = 'kubernetes.io/config.mirror'
const cost = 'controller.kubernetes.io/pod-deletion-cost'

const wrong: readonly (readonly [JsonObject, string])[] = [
  [
    pod({ [mirror]: 'x' }),
    `metadata.annotations[${mirror}]: Invalid value: "x": must set spec.nodeName if mirror pod annotation is set`,
  ],
  [pod({ [cost]: '+1' }), `metadata.annotations[${cost}]: Invalid value: "+1": must be a 32bit integer`],
  [
    pod({ [cost]: '2147483648' }),
    `metadata.annotations[${cost}]: Invalid value: "2147483648": must be a 32bit integer`,
  ],
  [
    pod({ [seccomp]: 'x' }),
    `metadata.annotations.${seccomp}: Invalid value: "x": must be a valid seccomp profile`,
  ],
  [
    pod({ [armor]: 'x' }),
    `metadata.annotations[${armor}]: Invalid value: "x": invalid AppArmor profile name: "x"`,
  ],
  [
    pod({ [`${armor}2`]: 'unconfined' }),
    `metadata.annotations[${armor}2]: Invalid value: "app2": container not found`,
  ],
  [
    pod({ [seccomp]: 'localhost/a' }, {}, { securityContext: { seccompProfile: { type: 'Unconfined' } } }),
    'spec.containers[0].securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and field must match',
  ],
  [
    pod(
      { [armor]: 'localhost/a' },
      {},
      { securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'b' } } },
    ),
    'spec.containers[0].securityContext.appArmorProfile.localhostProfile: Forbidden: apparmor profile in annotation and field must match',
  ],
]
for (const [object, says] of wrong) {
  test(`a new Pod: ${says}`, () => assert.deepEqual(created('pods', object).errors, [says]))
}

test('annotations that fields agree with, and a cost below nothing, are fine', () => {
  const profile = { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }
  const object = pod({ [cost]: '-5', [seccomp]: 'docker/default' }, {}, profile)
  assert.deepEqual(created('pods', object).errors, [])
})

test('an AppArmor profile that an annotation tells becomes a field, and that is remarked upon', () => {
  const { object } = created('pods', pod({ [armor]: 'localhost/a' }))
  const [container] = objectAt(object, 'spec')['containers'] as readonly JsonObject[]
  assert.deepEqual(objectAt(container ?? {}, 'securityContext'), {
    appArmorProfile: { type: 'Localhost', localhostProfile: 'a' },
  })
  const context = contextFor('pods')
  const warnings = strategyFor(context.resourceType).warnings?.(object, undefined, context)
  assert.deepEqual(warnings, [
    `metadata.annotations[${armor}]: deprecated since v1.30; use the "appArmorProfile" field instead`,
  ])
})

test('mirrors and profiles of a Pod stay as they were', () => {
  const errors = (now: JsonObject, old: JsonObject) =>
    updated('pods', pod(old), pod(now)).errors.filter(text => text.includes('may not'))
  assert.deepEqual(errors({ [armor]: 'unconfined' }, {}), [
    `metadata.annotations[${armor}]: Forbidden: may not add AppArmor annotations`,
  ])
  assert.deepEqual(errors({}, { [mirror]: 'x' }), [
    `metadata.annotations[${mirror}]: Forbidden: may not remove or update mirror pod annotation`,
  ])
  assert.deepEqual(errors({ a: 'b' }, { a: 'c' }), [])
})
