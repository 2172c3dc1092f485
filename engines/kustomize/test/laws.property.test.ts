import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryTree } from '@sluice/base/flow'
import type { JsonValue } from '@sluice/base/json'
import { formatYamlDocuments } from '@sluice/yaml'
import fc from 'fast-check'
import { buildKustomization, renderResources } from '../src/index.ts'

interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly payload: JsonValue
}

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z]$/)
const kinds = ['v1 ConfigMap', 'v1 Namespace', 'apps/v1 Deployment', 'example.com/v1 Thing', 'v1 Service']
/** YAML has no control characters, and no halves of surrogate pairs. */
const unwritable = /[\u007F-\u009F\uD800-\uDFFF\uFFFE\uFFFF]/
const value = fc
  .jsonValue({ maxDepth: 3 })
  .map(json => JSON.parse(JSON.stringify(json)) as JsonValue)
  .filter(json => !unwritable.test(JSON.stringify(json)))
const manifest: fc.Arbitrary<Manifest> = fc
  .tuple(fc.constantFrom(...kinds), name, fc.option(name, { nil: undefined }), value)
  .map(([type, name, namespace, payload]) => {
    const [apiVersion = '', kind = ''] = type.split(' ')
    return { apiVersion, kind, metadata: { name, ...(namespace ? { namespace } : {}) }, payload }
  })
const manifests = fc.uniqueArray(manifest, {
  minLength: 1,
  maxLength: 6,
  selector: ({ kind, metadata }) => `${kind}/${metadata.name}`,
})

function build(files: Readonly<Record<string, string>>): string {
  return renderResources(buildKustomization(memoryTree(files), ''))
}

const asJson = (many: readonly Manifest[]) => many.map(one => JSON.stringify(one)).join('\n---\n')

test('a build of what was built is what was built', () => {
  fc.assert(
    fc.property(manifests, many => {
      const once = build({ 'kustomization.yaml': 'resources: [x.yaml]', 'x.yaml': asJson(many) })
      assert.equal(build({ 'kustomization.yaml': 'resources: [x.yaml]', 'x.yaml': once }), once)
    }),
  )
})

test('the order of files and of resources in them makes no difference to the sorted output', () => {
  const shuffled = manifests.chain(many =>
    fc.tuple(fc.constant(many), fc.shuffledSubarray([...many], { minLength: many.length })),
  )
  fc.assert(
    fc.property(shuffled, ([many, mixed]) => {
      const files = (list: readonly Manifest[]) =>
        Object.fromEntries(
          list.map((one, i) => [`f${i}.yaml`, formatYamlDocuments([one as unknown as JsonValue])]),
        )
      const kustomization = `resources: [${many.map((_, i) => `f${i}.yaml`)}]\nnamePrefix: p-\ncommonLabels: {l: v}\n`
      const result = (list: readonly Manifest[]) =>
        build({ 'kustomization.yaml': kustomization, ...files(list) })
      assert.equal(result(mixed), result(many))
    }),
  )
})

test('a prefix and a prefix make one prefix, over layers and in one', () => {
  fc.assert(
    fc.property(manifests, name, name, (many, outer, inner) => {
      const layered = build({
        'kustomization.yaml': `resources: [base]\nnamePrefix: ${outer}-`,
        'base/kustomization.yaml': `resources: [x.yaml]\nnamePrefix: ${inner}-`,
        'base/x.yaml': asJson(many),
      })
      const single = {
        'kustomization.yaml': `resources: [x.yaml]\nnamePrefix: ${outer}-${inner}-`,
        'x.yaml': asJson(many),
      }
      assert.equal(layered, build(single))
    }),
  )
})

test('a patch that says what is there changes nothing', () => {
  fc.assert(
    fc.property(manifest, one => {
      const patch = { ...one, payload: undefined }
      const files = { 'x.yaml': JSON.stringify(one), 'p.yaml': JSON.stringify(patch) }
      const plain = build({ ...files, 'kustomization.yaml': 'resources: [x.yaml]' })
      assert.equal(
        build({ ...files, 'kustomization.yaml': 'resources: [x.yaml]\npatches: [{path: p.yaml}]' }),
        plain,
      )
    }),
  )
})
