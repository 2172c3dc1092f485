import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeRecord } from '@sluice/helm/release'
import { KubeError } from '@sluice/kube/client'
import type { SeenRequest } from '@sluice/testing'
import { TestCase } from '../../test/test-case.ts'

for (const { whose, change, left } of [
  { whose: 'its own', change: (manifest: string) => manifest, left: '' },
  {
    whose: 'of others',
    change: (manifest: string) => manifest.replaceAll('toolkit.fluxcd.io', 'example.com'),
    left: 'v1 deployed',
  },
]) {
  test(`a HelmRelease that goes and whose status tells of no release: one ${whose} is ${left ? 'left' : 'uninstalled'}`, async () => {
    const story = new TestCase()
    await story.reconcile()
    const secret = story.cluster.peek('Secret', 'ns', 'sh.helm.release.v1.web.v1')
    const record = story.record(1)
    assert.ok(record && secret)
    const changed = encodeRecord({ ...record, manifest: change(record.manifest) })
    story.cluster.seed({ ...secret, data: { release: Buffer.from(changed).toString('base64') } })
    story.object = { ...story.object, status: { observedGeneration: 1 } }
    await story.remove()
    assert.equal(story.records, left)
    assert.equal(story.cluster.peek('ConfigMap', 'ns', 'config') !== undefined, left !== '')
  })
}

for (const { code, reason, isGone } of [
  { code: 500, reason: 'InternalError', isGone: false },
  { code: 403, reason: 'Forbidden', isGone: true },
]) {
  test(`a HelmRelease that goes where records cannot be looked at (${code}) ${isGone ? 'goes' : 'stays until they can'}`, async () => {
    let isBroken = false
    const refuse = ({ verb, kind }: SeenRequest) =>
      isBroken && verb === 'list' && kind === 'Secret'
        ? new KubeError({ code, reason, message: 'no' })
        : undefined
    const story = new TestCase({ cluster: { refuse } })
    await story.reconcile()
    story.object = { ...story.object, status: { observedGeneration: 1 } }
    isBroken = true
    await story.remove()
    assert.equal(story.records, 'v1 deployed')
    const told = story.message('Ready').includes('failed to look for a release to uninstall')
    assert.equal(told, !isGone)
    if (isGone) return
    isBroken = false
    await story.remove()
    assert.equal(story.records, '')
  })
}
