import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { nameWarnings, podWarnings } from './pod-warnings.ts'

const container = { name: 'c', image: 'web:1' }
const pod = (spec: JsonObject, annotations: JsonObject = {}): JsonObject => ({
  metadata: { name: 'p', annotations },
  spec: { containers: [container], ...spec },
})
const withPorts = (...ports: readonly JsonObject[]) => pod({ containers: [{ ...container, ports }] })
const files = (...paths: readonly string[]) => ({ items: paths.map(path => ({ key: 'k', path })) })

const cases: readonly { readonly of: JsonObject; readonly says: readonly string[] }[] = [
  { of: pod({}), says: [] },
  {
    of: pod({ volumes: [{ name: 'v', configMap: { name: 'm', ...files('a', 'a/b', 'c') } }] }),
    says: ['volume "v" (ConfigMap "m"): overlapping paths: "a/b" with "a"'],
  },
  {
    of: pod({
      volumes: [
        {
          name: 'v',
          projected: {
            sources: [{ secret: { name: 's', ...files('t') } }, { serviceAccountToken: { path: 't' } }, {}],
          },
        },
      ],
    }),
    says: [
      'volume "v" (Projected) has no sources provided',
      'volume "v" (Projected): overlapping paths: "t" (ServiceAccountToken) with "t" (Secret "s")',
    ],
  },
  {
    of: withPorts({ name: 'h', containerPort: 80, protocol: 'TCP', hostIP: '10.1.0.1' }),
    says: [
      'spec.containers[0].ports[0]: hostIP set without hostPort: {Name:h HostPort:0 ContainerPort:80 Protocol:TCP HostIP:10.1.0.1}',
    ],
  },
  {
    of: withPorts({ containerPort: 80 }, { containerPort: 80, hostPort: 80 }, { containerPort: 80 }),
    says: [
      'spec.containers[0].ports[1]: overlapping port definition with spec.containers[0].ports[0]',
      'spec.containers[0].ports[2]: duplicate port definition with spec.containers[0].ports[0]',
      'spec.containers[0].ports[2]: overlapping port definition with spec.containers[0].ports[1]',
    ],
  },
  {
    of: withPorts({ name: 'web', containerPort: 80 }, { name: 'web', containerPort: 81 }),
    says: [
      'spec.containers[0].ports[1]: duplicate port name "web" with spec.containers[0].ports[0], services and probes that select ports by name will use spec.containers[0].ports[0]',
    ],
  },
  {
    of: pod({ hostAliases: [{ ip: '10.1.0.1' }, { ip: '10.1.0.1' }, { ip: '2001:DB8::1' }] }),
    says: [
      'spec.hostAliases[1].ip: duplicate ip "10.1.0.1"',
      'spec.hostAliases[2].ip: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
    ],
  },
  {
    of: pod({ imagePullSecrets: [{ name: 's' }, {}, { name: 's' }] }),
    says: [
      'spec.imagePullSecrets[2].name: duplicate name "s"',
      'spec.imagePullSecrets[1].name: invalid empty name ""',
    ],
  },
  {
    of: pod({
      containers: [
        { ...container, env: [{ name: 'A' }, { name: 'A', value: '$(A)b' }, { name: 'A', value: 'c' }] },
      ],
    }),
    says: [
      'spec.containers[0].env[2]: hides previous definition of "A", which may be dropped when using apply',
    ],
  },
  {
    of: pod(
      { volumes: [{ name: 'v', rbd: {} }] },
      { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' },
    ),
    says: [
      'metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: non-functional in v1.27+; use the "seccompProfile" field instead',
      'spec.volumes[0].rbd: deprecated in v1.28, non-functional in v1.31+',
    ],
  },
]
for (const { of, says } of cases) {
  test(`podWarnings() says ${says[0] ?? 'nothing of what is fine'}`, () => {
    assert.deepEqual(podWarnings(of), says)
  })
}

test('podWarnings() says where a template is, and looks at what AppArmor once was told by', () => {
  const template = pod(
    { terminationGracePeriodSeconds: -1 },
    { 'container.apparmor.security.beta.kubernetes.io/c': 'runtime/default' },
  )
  assert.deepEqual(podWarnings(template, 'spec.template'), [
    'spec.template.metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: deprecated since v1.30; use the "appArmorProfile" field instead',
    'spec.template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1',
  ])
  const fits = { type: 'RuntimeDefault' }
  const spec = { containers: [container], securityContext: { appArmorProfile: fits } }
  assert.deepEqual(podWarnings({ ...template, spec }, 'spec.template'), [])
})

test('nameWarnings() wants names that hosts can have', () => {
  assert.deepEqual(nameWarnings({ metadata: { name: 'web' } }), [])
  assert.deepEqual(nameWarnings({ metadata: { name: 'web.one' } }), [
    'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]',
  ])
})
