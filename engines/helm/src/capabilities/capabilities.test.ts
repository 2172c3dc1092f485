import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GoObject } from '@sluice/gotemplate'
import { Capabilities } from './capabilities.ts'
import { checkKubeVersion, isCompatibleRange } from './check-kube-version.ts'
import { parseKubeVersion } from './kube-version.ts'

function member(object: unknown, ...path: string[]): unknown {
  return path.reduce((at, name) => (at instanceof GoObject ? at.field(name) : undefined), object)
}

function call(object: unknown, name: string, ...args: string[]): unknown {
  const method = object instanceof GoObject ? object.method(name) : undefined
  return method?.call(...(args as never[]))
}

test('Capabilities are those that helm template assumes', () => {
  const capabilities = new Capabilities({ extraApiVersions: ['shop.example/v1'] })
  const versions = member(capabilities, 'APIVersions')
  assert.equal(member(capabilities, 'KubeVersion', 'Version'), 'v1.35.0')
  assert.equal(member(capabilities, 'HelmVersion', 'Version'), 'v4.1.4')
  assert.equal(call(versions, 'Has', 'autoscaling/v2'), true)
  assert.equal(call(versions, 'Has', 'shop.example/v1'), true)
  assert.equal(call(versions, 'Has', 'shop.example/v2'), false)
})

test('Capabilities print the version without suffixes where the whole is not asked for', () => {
  const version = member(new Capabilities({ kubeVersion: parseKubeVersion('1.29.3-eks.1') }), 'KubeVersion')
  assert.ok(version instanceof GoObject)
  assert.equal(version.printAction(), 'v1.29.3')
  assert.equal(version.print(), '{v1.29.3-eks.1 v1.29.3 1 29}')
  assert.equal(call(version, 'GitVersion'), 'v1.29.3-eks.1')
})

const versions: readonly [string, string][] = [
  ['1.30', 'v1.30'],
  ['v1.28+', 'v1.28'],
  ['v1.2.3.4-rc', 'v1.2.3.4'],
]
for (const [text, normalized] of versions) {
  test(`parseKubeVersion() of ${text} compares as ${normalized}`, () => {
    assert.equal(parseKubeVersion(text).normalized, normalized)
  })
}

const failures: readonly [string, string][] = [
  ['latest', 'could not parse "latest" as version'],
  ['1', 'illegal version string "1"'],
  ['01.2', 'illegal zero-prefixed version component "01" in "01.2"'],
]
for (const [text, message] of failures) {
  test(`parseKubeVersion() refuses '${text}'`, () => assert.throws(() => parseKubeVersion(text), { message }))
}

test('checkKubeVersion() names the constraint and the whole version', () => {
  checkKubeVersion('', parseKubeVersion('1.20'))
  checkKubeVersion('>=1.28-0', parseKubeVersion('v1.29.1-gke.5'))
  assert.throws(() => checkKubeVersion('<1.29', parseKubeVersion('v1.29.1-gke.5')), {
    message: 'chart requires kubeVersion: <1.29 which is incompatible with Kubernetes v1.29.1-gke.5',
  })
})

test('isCompatibleRange() is false for what cannot be read', () => {
  assert.equal(isCompatibleRange('^1', '1.2.3'), true)
  assert.equal(isCompatibleRange('', '1.2.3'), false)
  assert.equal(isCompatibleRange('newest', '1.2.3'), false)
  assert.equal(isCompatibleRange('^1', 'one'), false)
})
