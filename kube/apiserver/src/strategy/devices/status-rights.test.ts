import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorText } from '../../status/index.ts'
import { contextFor } from '../test-context.ts'
import { statusRightErrors } from './status-rights.ts'

const context = {
  ...contextFor('resourceclaims.resource.k8s.io'),
  verb: 'patch',
  user: { username: 'system:serviceaccount:default:cam', groups: [] },
}
const device = { driver: 'cam.example', pool: 'attic', device: 'one' }
const nodeSelectorTerms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['attic'] }] }]
const allocation = { devices: { results: [device] }, nodeSelector: { nodeSelectorTerms } }

test('statusRightErrors() asks for the right to bind, and for a driver’s right to its devices', () => {
  const status = { allocation, devices: [device] }
  const errors = [...statusRightErrors(status, {}, context)].map(errorText)
  const who = 'User "system:serviceaccount:default:cam" cannot'
  const where = 'in API group "resource.k8s.io"'
  assert.deepEqual(errors, [
    `status.allocation: Forbidden: changing status.allocation or status.reservedFor requires resource="resourceclaims/binding", verb="patch" permission: resourceclaims.resource.k8s.io is forbidden: ${who} patch resource "resourceclaims/binding" ${where} at the cluster scope`,
    `status.devices: Forbidden: changing status.devices requires resource="resourceclaims/driver", verb="[arbitrary-node:patch]" permission: resourceclaims.resource.k8s.io "cam.example" is forbidden: ${who} arbitrary-node:patch resource "resourceclaims/driver" ${where} in the namespace "default"`,
  ])
  assert.deepEqual([...statusRightErrors(status, status, context)], [])
})

test('statusRightErrors() takes the right at its own node from who runs there', () => {
  const extra = { 'authentication.kubernetes.io/node-name': ['attic'] }
  const status = { allocation, devices: [device] }
  const user = { ...context.user, extra }
  const [error] = [...statusRightErrors(status, { allocation }, { ...context, user })].map(errorText)
  assert.match(
    error ?? '',
    /verb="\[associated-node:patch arbitrary-node:patch\]" permission: .* cannot associated-node:patch/,
  )
})
