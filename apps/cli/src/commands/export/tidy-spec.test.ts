import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HelmRelease } from '@sluice/api/helm'
import { Kustomization } from '@sluice/api/kustomize'
import { tidySpec } from './tidy-spec.ts'

const cases = [
  {
    does: 'writes durations in their canonical form',
    kind: Kustomization,
    spec: { interval: '60s', timeout: '1h' },
    gives: { interval: '1m0s', timeout: '1h0m0s' },
  },
  {
    does: 'leaves out optional members that say nothing, and keeps mandatory ones',
    kind: Kustomization,
    spec: { interval: '1m0s', force: false, prune: false, path: '' },
    gives: { interval: '1m0s', prune: false },
  },
  {
    does: 'looks into lists',
    kind: Kustomization,
    spec: { postBuild: { substituteFrom: [{ kind: 'Secret', name: 'a', optional: false }] } },
    gives: { postBuild: { substituteFrom: [{ kind: 'Secret', name: 'a' }] } },
  },
  {
    does: 'leaves free-form values and members that tell false from missing alone',
    kind: HelmRelease,
    spec: { values: { a: false, b: '' }, persistentClient: false },
    gives: { values: { a: false, b: '' }, persistentClient: false },
  },
]
for (const { does, kind, spec, gives } of cases) {
  test(`tidySpec() ${does}`, () => assert.deepEqual(tidySpec(kind.definition.spec, spec), gives))
}
