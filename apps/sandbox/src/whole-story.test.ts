import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import type { KubeObject } from '@sluice/kube/meta'
import { isWholeStory } from './whole-story.ts'

const made = (kind: string, name: string, ready: 'True' | 'False', status: JsonObject = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'ns', generation: 1 },
  spec: {},
  status: { observedGeneration: 1, conditions: [{ type: 'Ready', status: ready, message: '' }], ...status },
})
const git = made('GitRepository', 'repo', 'True')
const release = made('HelmRelease', 'bakery', 'True')
const inventory = {
  entries: [
    { id: 'ns_bakery_helm.toolkit.fluxcd.io_HelmRelease', v: 'v2' },
    { id: 'ns_web_apps_Deployment', v: 'v1' },
  ],
}
const root = made('Kustomization', 'root', 'True', { inventory })

test('isWholeStory() waits until something was applied', () => {
  assert.equal(isWholeStory([git, release]), false)
})

test('isWholeStory() waits for what an inventory names and no watch has told yet', () => {
  assert.equal(isWholeStory([git, root]), false)
})

test('isWholeStory() waits for everything to be Ready', () => {
  assert.equal(isWholeStory([git, root, made('HelmRelease', 'bakery', 'False')]), false)
})

test('isWholeStory() is true once all is known and Ready', () => {
  assert.equal(isWholeStory([git, root, release]), true)
})
