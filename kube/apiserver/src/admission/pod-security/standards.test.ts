import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { policyOf } from './policy.ts'
import { violations } from './standards.ts'

interface Case {
  readonly does: string
  readonly mode: string
  readonly spec: JsonObject
  readonly annotations?: JsonObject
  readonly finds: readonly string[]
}

const box = (securityContext: JsonObject) => ({ containers: [{ name: 'c', securityContext }] })
const strict = { allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: ['ALL'] } }
const seccomp = { seccompProfile: { type: 'RuntimeDefault' } }
const openSeccomp =
  'seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")'
const windows = {
  os: { name: 'windows' },
  securityContext: { runAsNonRoot: true },
  containers: [{ name: 'c' }],
}

const cases: readonly Case[] = [
  {
    does: 'allows what keeps the restricted level',
    mode: 'restricted',
    spec: box({ ...strict, ...seccomp }),
    finds: [],
  },
  { does: 'asks for a seccomp profile', mode: 'restricted:v1.19', spec: box(strict), finds: [openSeccomp] },
  { does: 'knows no seccomp profiles before 1.19', mode: 'restricted:v1.18', spec: box(strict), finds: [] },
  {
    does: 'reads the annotations of old versions',
    mode: 'baseline:v1.18',
    spec: box({}),
    annotations: { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' },
    finds: ['seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod="unconfined")'],
  },
  { does: 'leaves Pods for Windows alone', mode: 'restricted:v1.25', spec: windows, finds: [] },
  {
    does: 'asks Pods for Windows the same before 1.25',
    mode: 'restricted:v1.24',
    spec: windows,
    finds: [
      'allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false)',
      'unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"])',
      openSeccomp,
    ],
  },
  {
    does: 'lets root be in a user namespace of its own',
    mode: 'restricted',
    spec: { ...box({ ...strict, ...seccomp, runAsNonRoot: false, runAsUser: 0 }), hostUsers: false },
    finds: [],
  },
  {
    does: 'does not know user namespaces before 1.35',
    mode: 'restricted:v1.34',
    spec: { ...box({ ...strict, ...seccomp, runAsUser: 0 }), hostUsers: false },
    finds: ['runAsUser=0 (container "c" must not set runAsUser=0)'],
  },
  {
    does: 'refuses privileged containers and SELinux users',
    mode: 'baseline',
    spec: box({ privileged: true, seLinuxOptions: { type: 'spc_t', user: 'u' } }),
    finds: [
      'privileged (container "c" must not set securityContext.privileged=true)',
      'seLinuxOptions (container "c" set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set)',
    ],
  },
  {
    does: 'keeps probes in the Pod as of 1.34',
    mode: 'baseline:v1.34',
    spec: { containers: [{ name: 'c', livenessProbe: { tcpSocket: { host: 'h', port: 1 } } }] },
    finds: ['probe or lifecycle host (container "c" uses probe or lifecycle host "h")'],
  },
  {
    does: 'sorts host ports as texts',
    mode: 'baseline',
    spec: { containers: [{ name: 'c', ports: [{ hostPort: 80 }, { hostPort: 9 }, { hostPort: 443 }] }] },
    finds: ['hostPort (container "c" uses hostPorts 443, 80, 9)'],
  },
  {
    does: 'knows the sysctls that a version calls safe',
    mode: 'baseline:v1.26',
    spec: { securityContext: { sysctls: [{ name: 'net.ipv4.ip_local_reserved_ports' }] } },
    finds: ['forbidden sysctls (net.ipv4.ip_local_reserved_ports)'],
  },
  {
    does: 'names a volume without a source unknown',
    mode: 'restricted:v1.0',
    spec: { securityContext: { runAsNonRoot: true }, volumes: [{ name: 'v' }, { name: 'w', hostPath: {} }] },
    finds: ['restricted volume types (volumes "v", "w" use restricted volume types "hostPath", "unknown")'],
  },
]

for (const { does, mode, spec, annotations = {}, finds } of cases) {
  test(`violations() ${does}`, () => {
    const [level = '', version = 'latest'] = mode.split(':')
    const labels = {
      'pod-security.kubernetes.io/enforce': level,
      'pod-security.kubernetes.io/enforce-version': version,
    }
    const found = violations({ metadata: { annotations }, spec }, policyOf(labels).enforce)
    assert.deepEqual(
      found.map(({ reason, detail }) => `${reason} (${detail})`),
      finds,
    )
  })
}

test('policyOf() enforces the strictest where a label cannot be read, and warns of nothing', () => {
  const { enforce, warn, errors } = policyOf({
    'pod-security.kubernetes.io/enforce': 'open',
    'pod-security.kubernetes.io/warn-version': '1.2',
  })
  assert.deepEqual([enforce.level, warn.level], ['restricted', 'privileged'])
  assert.deepEqual(
    errors.map(error => error.field),
    [
      'metadata.labels[pod-security.kubernetes.io/enforce]',
      'metadata.labels[pod-security.kubernetes.io/warn-version]',
    ],
  )
})

test('policyOf() warns of what is enforced', () => {
  const { warn } = policyOf({
    'pod-security.kubernetes.io/enforce': 'baseline',
    'pod-security.kubernetes.io/enforce-version': 'v1.30',
  })
  assert.deepEqual(warn, { level: 'baseline', version: 'v1.30' })
})
