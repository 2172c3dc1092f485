import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { errorText } from '../../status/index.ts'
import { allocationErrors, transitionErrors, userErrors } from './container-statuses.ts'
import { extendedClaimErrors } from './extended-claim-status.ts'

const spec = {
  restartPolicy: 'OnFailure',
  containers: [
    {
      name: 'web',
      resources: { requests: { 'example.com/gpu': '1' }, claims: [{ name: 'c', request: 'r' }] },
    },
    {
      name: 'once',
      restartPolicy: 'Never',
      restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [7] } }],
    },
  ],
}
const texts = (errors: Iterable<Parameters<typeof errorText>[0]>) => [...errors].map(errorText)
const ended = (name: string, exitCode: number) => ({
  containerStatuses: [{ name, state: { terminated: { exitCode } } }],
})
const running = (name: string) => ({ containerStatuses: [{ name, state: { running: {} } }] })

const endings = [
  { name: 'web', exitCode: 1, may: true },
  { name: 'web', exitCode: 0, may: false },
  { name: 'once', exitCode: 1, may: false },
  { name: 'once', exitCode: 7, may: true },
  { name: 'gone', exitCode: 1, may: false },
]
for (const { name, exitCode, may } of endings) {
  test(`a container ${name} that ended with ${exitCode} ${may ? 'may' : 'may not'} run again`, () => {
    assert.deepEqual(
      texts(transitionErrors(running(name), ended(name, exitCode), spec)),
      may
        ? []
        : ['status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state'],
    )
  })
}

const at = 'status.containerStatuses[0].allocatedResourcesStatus'
const given = (resource: JsonObject) => ({
  containerStatuses: [{ name: 'web', allocatedResourcesStatus: [resource] }],
})
const wellKnown = { resourceID: 'a', health: 'Healthy' }
const allocations = [
  { resource: { name: 'example.com/gpu', resources: [wellKnown] }, finds: [] },
  { resource: { name: 'claim:c/r' }, finds: [] },
  {
    resource: { name: 'cpu' },
    finds: [`${at}[0].name: Invalid value: "cpu": must match one of the container's resource requests`],
  },
  {
    resource: { name: 'claim:c' },
    finds: [
      `${at}[0].name: Invalid value: "claim:c": must match one of the container's resource claims in a format 'claim:<claimName>/<request>' or 'claim:<claimName>' if request is empty`,
    ],
  },
  {
    resource: {
      name: 'example.com/gpu',
      resources: [wellKnown, { ...wellKnown, health: 'Fine', message: '' }],
    },
    finds: [
      `${at}[0].resources[1].health: Unsupported value: "Fine": supported values: "Healthy", "Unhealthy", "Unknown"`,
      `${at}[0].resources[1].message: Required value: must be non-empty if specified`,
      `${at}[0].resources[1].resourceID: Duplicate value: "a"`,
    ],
  },
]
for (const { resource, finds } of allocations) {
  test(`what was allocated is as it should be: ${JSON.stringify(resource)}`, () => {
    assert.deepEqual(texts(allocationErrors(given(resource), spec)), finds)
  })
}

test('ids of users are within bounds, and none is told of Windows', () => {
  const status = { containerStatuses: [{ name: 'web', user: { linux: { uid: -1, gid: 0 } } }] }
  const field = 'status.containerStatuses[0].user.linux'
  assert.deepEqual(texts(userErrors(status, spec)), [
    `${field}.uid: Invalid value: -1: must be between 0 and 2147483647, inclusive`,
  ])
  assert.deepEqual(texts(userErrors(status, { os: { name: 'windows' } })), [
    `${field}: Forbidden: cannot be set for a windows pod`,
  ])
})

test('a claim for extended resources maps requests that there are', () => {
  const field = 'status.extendedResourceClaimStatus'
  const told = (status: JsonObject) =>
    texts(extendedClaimErrors({ extendedResourceClaimStatus: status }, spec))
  const mapping = { containerName: 'web', resourceName: 'example.com/gpu', requestName: 'r' }
  assert.deepEqual(told({ resourceClaimName: 'c', requestMappings: [mapping] }), [])
  assert.deepEqual(told({}), [
    `${field}.requestMappings: Required value: at least one request mapping is required`,
    `${field}.resourceClaimName: Required value`,
  ])
  assert.deepEqual(told({ resourceClaimName: 'c', requestMappings: [{ ...mapping, resourceName: 'cpu' }] }), [
    `${field}.requestMappings[0].resourceName: Invalid value: "cpu": must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests`,
  ])
})
