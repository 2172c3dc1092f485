import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { created, storeOnly, updated } from '../test-context.ts'

const claims = 'resourceclaims.resource.k8s.io'
const classes = 'deviceclasses.resource.k8s.io'
const slices = 'resourceslices.resource.k8s.io'
const templates = 'resourceclaimtemplates.resource.k8s.io'
const metadata = { name: 'camera' }

const claimOf = (exactly: JsonObject, more: JsonObject = {}) => ({
  metadata,
  spec: { devices: { requests: [{ name: 'lens', exactly }], ...more } },
})
const sliceOf = (devices: readonly JsonObject[]) => ({
  metadata,
  spec: {
    driver: 'cam.example',
    nodeName: 'attic',
    pool: { name: 'attic', generation: 1, resourceSliceCount: 1 },
    devices,
  },
})
const selected = (expression: string) => ({ metadata, spec: { selectors: [{ cel: { expression } }] } })

describe('claims', () => {
  test('ask for one device and compare tolerations unless told', () => {
    const { object, errors } = created(
      claims,
      claimOf({ deviceClassName: 'cam', tolerations: [{ key: 'k' }] }),
    )
    assert.deepEqual(errors, [])
    const asked = { deviceClassName: 'cam', allocationMode: 'ExactCount', count: 1 }
    assert.deepEqual(object['spec'], {
      devices: {
        requests: [{ name: 'lens', exactly: { ...asked, tolerations: [{ key: 'k', operator: 'Equal' }] } }],
      },
    })
  })

  const refusals: readonly (readonly [JsonObject, string])[] = [
    [claimOf({}), 'spec.devices.requests[0].exactly.deviceClassName: Required value'],
    [
      claimOf({ deviceClassName: 'cam', allocationMode: 'All', count: 2 }),
      "spec.devices.requests[0].exactly.count: Invalid value: 2: must not be specified when allocationMode is 'All'",
    ],
    [
      claimOf({ deviceClassName: 'cam' }, { constraints: [{ requests: ['lens'], matchAttribute: 'year' }] }),
      'spec.devices.constraints[0].matchAttribute: Invalid value: "year": a fully qualified name must be a domain and a name separated by a slash',
    ],
    [
      claimOf(
        { deviceClassName: 'cam' },
        { config: [{ requests: ['mirror'], opaque: { driver: 'cam.example', parameters: {} } }] },
      ),
      `spec.devices.config[0].requests[0]: Invalid value: "mirror": must be the name of a request in the claim or the name of a request and a subrequest separated by '/'`,
    ],
  ]
  for (const [claim, error] of refusals) {
    test(`are refused with ${error}`, () => assert.deepEqual(created(claims, claim).errors, [error]))
  }

  test('have access that others lack only in namespaces labelled for it', () => {
    const services = storeOnly()
    const claim = claimOf({ deviceClassName: 'cam', adminAccess: true })
    const [error] = created(claims, claim, services).errors
    assert.match(error ?? '', /^spec.devices.requests\[0\].adminAccess: Internal error: could not retrieve/)
  })

  test('stay as they were made', () => {
    const { errors } = updated(
      claims,
      claimOf({ deviceClassName: 'cam' }),
      claimOf({ deviceClassName: 'tv' }),
    )
    assert.match(errors.join(), /^spec: Invalid value: \{"Devices":.*"tv".*\}: field is immutable$/)
  })

  test('tell the status of allocated devices alone', () => {
    const device = { driver: 'cam.example', pool: 'attic', device: 'one' }
    const claim = claimOf({ deviceClassName: 'cam' })
    const told = { ...claim, status: { devices: [{ ...device, networkData: { ips: ['10.1.02.3/24'] } }] } }
    assert.deepEqual(updated(claims, claim, told, 'status').errors, [
      'status.devices[0]: Invalid value: {"Driver":"cam.example","Pool":"attic","Device":"one","ShareID":""}: must be an allocated device in the claim',
      'status.devices[0].networkData.ips[0]: Invalid value: "10.1.02.3/24": must be in canonical form ("10.1.2.3/24")',
    ])
    const allocation = { devices: { results: [{ ...device, request: 'lens' }] } }
    const given = { ...claim, status: { allocation, devices: [device] } }
    assert.deepEqual(updated(claims, claim, given, 'status').errors, [])
  })
})

test('templates may set labels and annotations alone', () => {
  const { spec } = claimOf({ deviceClassName: 'cam' })
  const made = created(templates, { metadata, spec: { metadata: { name: 'x', labels: { a: 'b' } }, spec } })
  assert.deepEqual(made.errors, ['spec.metadata.name: Forbidden: cannot be set'])
})

describe('selectors', () => {
  const good = [
    'device.driver == "cam.example"',
    'device.attributes["cam.example"].year > 2020',
    'device.capacity["cam.example"].memory.isGreaterThan(quantity("1Gi"))',
    'cel.bind(cam, device.attributes["cam.example"], cam.night && cam.color)',
    'device.attributes["cam.example"].night',
  ]
  for (const expression of good) {
    test(`may be ${expression}`, () => assert.deepEqual(created(classes, selected(expression)).errors, []))
  }

  test('are refused for their type, their names and their cost', () => {
    const at = 'spec.selectors[0].cel.expression'
    const errorOf = (expression: string) => created(classes, selected(expression)).errors.join()
    assert.equal(
      errorOf('device.driver'),
      `${at}: Invalid value: "device.driver": must evaluate to bool or the unknown type, not string`,
    )
    assert.match(
      errorOf('device.brand == "x"'),
      /compilation failed: ERROR: <input>:1:7: undefined field 'brand'/,
    )
    const all = 'device.attributes.all(a, device.attributes.all(b, device.attributes.all(c, '
    const costly = `${all}device.attributes.all(d, a == b && c == d))))`
    assert.equal(errorOf(costly), `${at}: Forbidden: too complex, exceeds cost limit`)
    assert.match(
      errorOf('device.attributes["a.b"].x.exists(i, i)'),
      /type 'any' cannot be range of a comprehension/,
    )
    assert.match(
      errorOf(''),
      /compilation failed: ERROR: <input>:1:0: Syntax error: mismatched input '<EOF>'/,
    )
    assert.equal(errorOf('x'.repeat(10_241)), `${at}: Too long: may not be more than 10240 bytes`)
  })
})

describe('slices', () => {
  test('tell when a taint came, and lack the fields of features that are off', () => {
    const device = { name: 'one', attributes: { year: { int: 2024, ints: [1] } } }
    const taints = [{ key: 'broken', effect: 'NoSchedule' }]
    const { object, errors } = created(slices, sliceOf([{ ...device, taints }]))
    assert.deepEqual(errors, [])
    assert.deepEqual(object['spec'], {
      ...sliceOf([]).spec,
      devices: [
        {
          name: 'one',
          attributes: { year: { int: 2024 } },
          taints: [{ key: 'broken', effect: 'NoSchedule', timeAdded: '2030-01-01T00:00:00Z' }],
        },
      ],
    })
  })

  test('have devices with a name, one value an attribute and capacity that fits its policy', () => {
    const policy = { default: '3', validRange: { min: '2', step: '2' } }
    const capacity = { frames: { value: '10', requestPolicy: policy } }
    const device = { name: 'one', attributes: { a: { int: 1, bool: true } }, capacity }
    const { errors } = created(slices, sliceOf([{ ...device, allowMultipleAllocations: true }, device]))
    const two =
      '{"IntValue":1,"BoolValue":true,"StringValue":null,"VersionValue":null,"IntValues":null,"BoolValues":null,"StringValues":null,"VersionValues":null}'
    const attribute = `attributes[a]: Invalid value: ${two}: exactly one value must be specified`
    assert.deepEqual(errors, [
      `spec.devices[0].${attribute}`,
      'spec.devices[0].capacity[frames].requestPolicy.validRange.step: Invalid value: "3": value is not a multiple of a given step (2) from (2)',
      `spec.devices[1].${attribute}`,
      'spec.devices[1].capacity[frames].requestPolicy: Forbidden: allowMultipleAllocations must be true',
      'spec.devices[1]: Duplicate value: "one"',
    ])
  })

  test('are of one place, and keep driver, pool and node', () => {
    const slice = sliceOf([{ name: 'one' }])
    const everywhere = { ...slice, spec: { ...slice.spec, allNodes: true, nodeName: 'cellar' } }
    assert.deepEqual(updated(slices, slice, everywhere).errors, [
      'spec.nodeName: Invalid value: "cellar": field is immutable',
      'spec: Invalid value: "{`nodeName`, `allNodes`}": exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required, but multiple fields are set',
    ])
  })

  test('count a change although what it sets is dropped', () => {
    const before = { ...sliceOf([{ name: 'one', attributes: { a: { int: 1 } } }]) }
    const after = sliceOf([{ name: 'one', attributes: { a: { int: 1, ints: [2] } } }])
    const generationOf = (object: JsonObject) => JSON.stringify(object['metadata'])
    assert.match(generationOf(updated(slices, before, after).object), /"generation":1/)
    assert.doesNotMatch(generationOf(updated(slices, before, before).object), /"generation":1/)
  })
})
