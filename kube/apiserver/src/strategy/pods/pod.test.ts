import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { created, updated } from '../test-context.ts'
import { objectAt, objectsAt } from '../values/read.ts'

const pod = (spec: JsonObject = {}): JsonObject => ({
  metadata: { name: 'p', namespace: 'default' },
  spec: { containers: [{ name: 'app', image: 'web:1' }], ...spec },
})
const specOf = (object: JsonObject) => objectAt(object, 'spec')

test('a Pod gets the defaults of its spec and starts pending', () => {
  const { object, errors } = created('pods', pod())
  assert.deepEqual(errors, [])
  const { containers, ...spec } = specOf(object)
  assert.deepEqual(spec, {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
    securityContext: {},
    enableServiceLinks: true,
  })
  assert.deepEqual(containers, [
    {
      name: 'app',
      image: 'web:1',
      resources: {},
      imagePullPolicy: 'IfNotPresent',
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
    },
  ])
  assert.deepEqual(object['status'], { phase: 'Pending', qosClass: 'BestEffort' })
})

const images = [
  { image: 'web', gives: 'Always' },
  { image: 'web:latest', gives: 'Always' },
  { image: 'host:5000/web', gives: 'Always' },
  { image: 'host:5000/web:2', gives: 'IfNotPresent' },
  { image: `web@sha256:${'a'.repeat(64)}`, gives: 'IfNotPresent' },
]
for (const { image, gives } of images) {
  test(`a container with the image '${image.slice(0, 30)}' pulls ${gives}`, () => {
    const { object } = created('pods', pod({ containers: [{ name: 'app', image }] }))
    assert.equal(objectsAt(specOf(object), 'containers')[0]?.['imagePullPolicy'], gives)
  })
}

test('a limit becomes the request, in canonical form, and the Pod guaranteed', () => {
  const resources = { limits: { cpu: '0.5', memory: '1024Mi' } }
  const { object } = created('pods', pod({ containers: [{ name: 'app', image: 'w:1', resources }] }))
  const amounts = { cpu: '500m', memory: '1Gi' }
  assert.deepEqual(objectsAt(specOf(object), 'containers')[0]?.['resources'], {
    limits: amounts,
    requests: amounts,
  })
  assert.equal(objectAt(object, 'status')['qosClass'], 'Guaranteed')
})

const app = { name: 'app', image: 'web:1' }
const refusals: readonly { readonly does: string; readonly spec: JsonObject; readonly says: string }[] = [
  { does: 'no containers', spec: { containers: [] }, says: 'spec.containers: Required value' },
  {
    does: 'two containers of one name',
    spec: { containers: [app, app] },
    says: 'spec.containers[1].name: Duplicate value: "app"',
  },
  {
    does: 'a mount of a volume that is not there',
    spec: { containers: [{ ...app, volumeMounts: [{ name: 'v', mountPath: '/v' }] }] },
    says: 'spec.containers[0].volumeMounts[0].name: Not found: "v"',
  },
  {
    does: 'a request above its limit',
    spec: { containers: [{ ...app, resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }] },
    says: 'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
  },
  {
    does: 'two sources in one volume',
    spec: { containers: [app], volumes: [{ name: 'a', emptyDir: {}, secret: { secretName: 's' } }] },
    says: 'spec.volumes[0].secret: Forbidden: may not specify more than 1 volume type',
  },
  {
    does: 'a variable with a value and a source',
    spec: {
      containers: [
        { ...app, env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] },
      ],
    },
    says: 'spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
  },
  {
    does: 'a probe of an init container that ends',
    spec: {
      containers: [app],
      initContainers: [{ name: 'i', image: 'x:1', readinessProbe: { exec: { command: ['x'] } } }],
    },
    says: 'spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
  },
  {
    does: 'a restart policy that is none',
    spec: { containers: [app], restartPolicy: 'Sometimes' },
    says: 'spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
  },
]
for (const { does, spec, says } of refusals) {
  test(`a Pod is refused for ${does}`, () => assert.deepEqual(created('pods', pod(spec)).errors, [says]))
}

test('a Pod may be given another image and a deadline', () => {
  const after = pod({ containers: [{ name: 'app', image: 'web:2' }], activeDeadlineSeconds: 5 })
  assert.deepEqual(updated('pods', pod(), after).errors, [])
})

test('a change of another field is refused with a diff', () => {
  const { errors } = updated('pods', pod(), pod({ nodeSelector: { a: 'b' } }))
  assert.equal(errors.length, 1)
  assert.match(errors[0] ?? '', /^spec: Forbidden: pod updates may not change fields other than/)
  assert.match(errors[0] ?? '', /\n- {1}"NodeSelector": null,\n\+ {1}"NodeSelector": \{\n/)
})

test('an update of the status leaves the spec as it was', () => {
  const after = { ...pod({ nodeSelector: { a: 'b' } }), status: { phase: 'Running' } }
  const { object } = updated('pods', pod(), after, 'status')
  assert.equal(specOf(object)['nodeSelector'], undefined)
  assert.deepEqual(object['status'], { phase: 'Running', qosClass: 'BestEffort' })
})

test('a Pod loses what belongs to features that are off', () => {
  const sources = [{ configMap: { name: 'c' }, clusterTrustBundle: {} }, { podCertificate: {} }]
  const volumes = [{ name: 'v', projected: { sources } }]
  const { object, errors } = created('pods', pod({ schedulingGroup: {}, volumes }))
  assert.deepEqual(errors, [])
  assert.equal(specOf(object)['schedulingGroup'], undefined)
  const [volume] = objectsAt(specOf(object), 'volumes')
  assert.deepEqual(objectAt(volume ?? {}, 'projected')['sources'], [{ configMap: { name: 'c' } }, {}])
})

const refused = [
  {
    what: 'a whole /proc on the users of the host',
    spec: { containers: [{ name: 'a', image: 'b', securityContext: { procMount: 'Unmasked' } }] },
    field: 'spec.containers[0].securityContext.procMount',
  },
  {
    what: 'a domain to search that is none',
    spec: { dnsConfig: { searches: ['.', 'a_b.example.', ''] } },
    field: 'spec.dnsConfig.searches[2]',
  },
]
for (const { what, spec, field } of refused) {
  test(`a Pod may not have ${what}`, () => {
    const { errors } = created('pods', pod(spec))
    assert.deepEqual(
      errors.map(error => error.split(': ')[0]),
      [field],
    )
  })
}

test('a Pod that is given less than no time to end gets a second; one that is held back is on no node', () => {
  const body = (spec: JsonObject): JsonObject => ({
    metadata: { name: 'p', namespace: 'default' },
    spec: { containers: [{ name: 'c', image: 'web:1' }], ...spec },
  })
  const { object } = created('pods', body({ terminationGracePeriodSeconds: -5 }))
  assert.equal(objectAt(object, 'spec')['terminationGracePeriodSeconds'], 1)
  const { errors } = created('pods', body({ nodeName: 'n', schedulingGates: [{ name: 'example.com/hold' }] }))
  assert.deepEqual(errors, [
    'spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared',
  ])
})

test('a deadline that is wrong is the last thing that is told of a changed Pod', () => {
  const errors = (spec: JsonObject) =>
    updated('pods', pod({ activeDeadlineSeconds: 5 }), pod({ hostname: 'h', ...spec })).errors.map(
      text => text.split('\n')[0],
    )
  assert.deepEqual(errors({ activeDeadlineSeconds: 6 }), [
    'spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value',
  ])
  assert.equal(errors({}).length, 2)
  const [first, last, ...more] = errors({ activeDeadlineSeconds: -1 })
  assert.match(`${first} / ${last}`, /between 1 and 2147483647.* between 0 and 2147483647/)
  assert.deepEqual(more, [])
})

test('less than no time to end is a second in a changed Pod too', () => {
  const { object } = updated('pods', pod(), pod({ terminationGracePeriodSeconds: -5 }))
  assert.equal(specOf(object)['terminationGracePeriodSeconds'], 1)
})

test('a scheduling gate that comes twice is told once, by its last place', () => {
  const gates = (...names: readonly string[]) => pod({ schedulingGates: names.map(name => ({ name })) })
  const { errors } = updated('pods', gates('x/a'), gates('x/a', 'x/b', 'x/b'))
  assert.deepEqual(
    errors.filter(text => text.includes('only deletion')),
    [
      "spec.schedulingGates[2].name: Forbidden: only deletion is allowed, but found new scheduling gate 'x/b'",
    ],
  )
})
