import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import type { KubeObject } from '@sluice/kube/meta'
import { whyBehind } from './why-behind.ts'

const made = (kind: string, spec: JsonObject, status: JsonObject): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'a', namespace: 'ns' },
  spec,
  status,
})
const sourceRef = { kind: 'GitRepository', name: 'a' }
const git = made('GitRepository', {}, { artifact: { revision: 'main@sha1:2' } })
const chart = made('HelmChart', { sourceRef }, { artifact: { revision: '1.1.0' } })
const bucket = made('Bucket', {}, { artifact: { revision: 'sha256:1' } })

const cases = [
  [
    'a Kustomization that applied an older commit',
    made('Kustomization', { sourceRef }, { lastAppliedRevision: 'main@sha1:1' }),
    ["Kustomization/a: 'main@sha1:2' is not applied yet"],
  ],
  [
    'a Kustomization at the commit',
    made('Kustomization', { sourceRef }, { lastAppliedRevision: 'main@sha1:2' }),
    [],
  ],
  ['a suspended Kustomization', made('Kustomization', { sourceRef, suspend: true }, {}), []],
  [
    'a Kustomization of a source of the same name and another kind',
    made(
      'Kustomization',
      { sourceRef: { kind: 'OCIRepository', name: 'a' } },
      { lastAppliedRevision: 'latest' },
    ),
    [],
  ],
  [
    'a chart packaged from an older commit',
    made('HelmChart', { sourceRef }, { observedSourceArtifactRevision: 'main@sha1:1' }),
    ["HelmChart/a: 'main@sha1:2' is not applied yet"],
  ],
  [
    'a chart of a repository of charts',
    made('HelmChart', { sourceRef: { kind: 'Bucket', name: 'a' } }, {}),
    [],
  ],
  [
    'a release of an older chart',
    made('HelmRelease', {}, { helmChart: 'ns/a', lastAttemptedRevision: '1.0.0' }),
    ["HelmRelease/a: '1.1.0' is not applied yet"],
  ],
  [
    'a release of the chart',
    made('HelmRelease', {}, { helmChart: 'ns/a', lastAttemptedRevision: '1.1.0' }),
    [],
  ],
] as const
for (const [title, object, expected] of cases) {
  test(`whyBehind() of ${title}`, () => assert.deepEqual(whyBehind(object, [git, chart, bucket]), expected))
}
