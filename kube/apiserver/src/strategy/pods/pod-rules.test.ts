import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { errorText } from '../../status/index.ts'
import { created } from '../test-context.ts'
import { envErrors } from './env.ts'

const one = { name: 'a', image: 'i' }

function errorsOf(spec: JsonObject): readonly string[] {
  const body = { metadata: { name: 'p' }, spec: { containers: [one], ...spec } }
  return created('pods', body).errors.map(text => text.replace(/: (a lowercase|name part|a valid).*/, ''))
}

const host = { securityContext: { windowsOptions: { hostProcess: true } } }
const fromFile = (volumeName: string, path = 'f') => ({
  containers: [{ ...one, env: [{ name: 'E', valueFrom: { fileKeyRef: { key: 'k', path, volumeName } } }] }],
})
const near = (term: JsonObject) => ({
  affinity: {
    podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'k', ...term }] },
  },
})
const matchLabelKeys =
  'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].matchLabelKeys'

const cases: readonly (readonly [string, JsonObject, readonly string[]])[] = [
  [
    'a process of the host beside one that is none, without the network of the host',
    {
      containers: [
        { ...one, ...host },
        { ...one, name: 'b' },
      ],
    },
    [
      'spec: Invalid value: "": If pod contains any hostProcess containers then all containers must be HostProcess containers',
      'spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers',
      'spec: Forbidden: hostProcess containers are disallowed by cluster policy',
    ],
  ],
  [
    'a variable from a file of a volume that is not there',
    fromFile('v'),
    ['spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Not found: "v"'],
  ],
  [
    'a variable from a file of a volume of another kind, and above it',
    { ...fromFile('v', '../f'), volumes: [{ name: 'v', configMap: { name: 'c' } }] },
    [
      `spec.containers[0].env[0].valueFrom.fileKeyRef.path: Invalid value: "../f": must not contain '..'`,
      'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Invalid value: "v": referenced volume must be of type emptyDir',
    ],
  ],
  [
    'keys of labels without a selector',
    near({ matchLabelKeys: ['x'] }),
    [`${matchLabelKeys}: Forbidden: must not be specified when labelSelector is not set`],
  ],
  [
    'keys of labels that shall match and shall not',
    near({ labelSelector: {}, matchLabelKeys: ['x'], mismatchLabelKeys: ['x'] }),
    [`${matchLabelKeys}[0]: Invalid value: "x": exists in both matchLabelKeys and mismatchLabelKeys`],
  ],
  [
    'a lifecycle of an ephemeral container, though it says nothing',
    { ephemeralContainers: [{ ...one, name: 'e', lifecycle: {} }] },
    [
      'spec.ephemeralContainers[0].lifecycle: Forbidden: cannot be set for an Ephemeral Container',
      'spec.ephemeralContainers: Forbidden: cannot be set on create',
    ],
  ],
  [
    'resources of the Pod that only containers can have, and a list of claims',
    { resources: { limits: { 'a.b/c': '1' }, claims: [] } },
    [
      'spec.resources.claims: Forbidden: claims may not be set for Resources at pod-level',
      'spec.resources.limits[a.b/c]: Unsupported value: "a.b/c": supported values: "cpu", "hugepages-", "memory"',
    ],
  ],
  [
    'a parameter of the kernel given twice, in a namespace shared with the host',
    { hostIPC: true, securityContext: { sysctls: [{ name: 'kernel.sem' }, { name: 'kernel.sem' }] } },
    [
      `spec.securityContext.sysctls[0].name: Invalid value: "kernel.sem": may not be specified when 'hostIPC' is true`,
      'spec.securityContext.sysctls[1].name: Duplicate value: "kernel.sem"',
      `spec.securityContext.sysctls[1].name: Invalid value: "kernel.sem": may not be specified when 'hostIPC' is true`,
    ],
  ],
]
for (const [what, spec, errors] of cases) {
  test(`a new Pod is refused ${what}`, () => assert.deepEqual(errorsOf(spec), errors))
}

test('what a resource may be divided by is told with the resource', () => {
  const env = (resource: string, divisor: string): JsonObject => ({
    env: [{ name: 'E', valueFrom: { resourceFieldRef: { resource, divisor } } }],
  })
  const errors = (resource: string, divisor: string) =>
    [...envErrors(env(resource, divisor), 'env')].map(errorText)
  assert.deepEqual(errors('limits.cpu', '1000m'), [])
  assert.deepEqual(errors('limits.cpu', '2'), [
    'env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor\'s values 1m and 1 are supported with the cpu resource',
  ])
  assert.match(errors('limits.ephemeral-storage', '2')[0] ?? '', /with the local ephemeral storage resource$/)
})
