import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { errorText } from '../../status/index.ts'
import { podClaimErrors } from './pod-claims.ts'
import { hostnameOverrideErrors, systemErrors } from './pod-host.ts'
import { windowsOptionErrors } from './windows-options.ts'

const texts = (errors: Iterable<Parameters<typeof errorText>[0]>) => [...errors].map(errorText)

test('a Pod says one operating system, and asks for nothing that another has', () => {
  const options = { securityContext: { windowsOptions: { runAsUserName: 'a' } } }
  const told = (spec: JsonObject) => texts(systemErrors(spec, 'spec'))
  assert.deepEqual(told({ os: { name: 'windows' }, containers: [options] }), [])
  assert.deepEqual(told({ os: { name: 'linux' }, containers: [options] }), [
    'spec.containers[0].securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod',
  ])
  assert.deepEqual(told({ os: { name: 'plan9' } }), [
    'spec.os: Unsupported value: "plan9": supported values: "linux", "windows"',
  ])
})

test('a Pod goes by another name only where it has one of its own', () => {
  const told = (spec: JsonObject) => texts(hostnameOverrideErrors(spec, 'spec'))
  assert.deepEqual(told({ hostnameOverride: 'web.example' }), [])
  assert.deepEqual(told({ hostnameOverride: 'a', hostNetwork: true }), [
    'spec.hostnameOverride: Forbidden: may not be specified when hostNetwork is true',
  ])
})

test('a claim has a name of its own and one source', () => {
  const claims = [
    { name: 'gpu', resourceClaimName: 'one' },
    { name: 'gpu', resourceClaimName: 'two' },
    { name: 'net' },
  ]
  assert.deepEqual(texts(podClaimErrors({ resourceClaims: claims }, 'claims')), [
    'claims[1].name: Duplicate value: "gpu"',
    'claims[2]: Invalid value: {"Name":"net","ResourceClaimName":null,"ResourceClaimTemplateName":null}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`',
  ])
})

test('users of Windows are a name, or a domain and a name', () => {
  const told = (runAsUserName: string) =>
    texts(windowsOptionErrors({ windowsOptions: { runAsUserName } }, 'c')).map(text =>
      text.split('runAsUserName').at(-1),
    )
  assert.deepEqual(told('DOMAIN\\user'), [])
  assert.deepEqual(told('a\\b\\c'), [' cannot contain more than one backslash'])
  assert.deepEqual(told('DOMAIN\\..'), ["'s User cannot contain only periods or spaces"])
})

test('a Windows Pod is refused what Windows does not know', () => {
  const spec = {
    os: { name: 'windows' },
    hostPID: false,
    hostUsers: true,
    securityContext: { runAsUser: 1, sysctls: [] },
    containers: [{ name: 'a', securityContext: { privileged: false } }],
  }
  assert.deepEqual(texts(systemErrors(spec, 'spec')), [
    'spec.hostUsers: Forbidden: cannot be set for a windows pod',
    'spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod',
    'spec.containers[0].securityContext.privileged: Forbidden: cannot be set for a windows pod',
  ])
})
