import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HelmRelease, HelmReleaseSpec } from '@sluice/api/helm'
import { postRender, type Strategy } from './post-render.ts'

const files = new Map([
  [
    'shop/templates/config.yaml',
    '# a comment\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: config}\ndata:\n  text: |\n    one\n',
  ],
  [
    'shop/templates/hook.yaml',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: hook, annotations: {helm.sh/hook: pre-install}}\n',
  ],
])

function release(spec: Partial<HelmReleaseSpec> = {}): HelmRelease {
  return { metadata: { name: 'web', namespace: 'ns' }, spec } as HelmRelease
}

async function rendered(spec: Partial<HelmReleaseSpec> = {}, strategy: Strategy = 'combined') {
  const result = await postRender(files, release(spec), strategy)
  return (name: string) => result.get(`shop/templates/${name}.yaml`) ?? ''
}

test('postRender() labels every object, and keeps the line feed at the end of a text', async () => {
  const file = await rendered()
  const labels = '  labels:\n    helm.toolkit.fluxcd.io/name: web\n    helm.toolkit.fluxcd.io/namespace: ns\n'
  assert.equal(
    file('config'),
    `apiVersion: v1\ndata:\n  text: |\n    one\nkind: ConfigMap\nmetadata:\n${labels}  name: config\n`,
  )
  assert.match(file('hook'), /helm\.toolkit\.fluxcd\.io\/name: web/)
})

test('postRender() leaves hooks alone where the strategy says so', async () => {
  const file = await rendered({}, 'nohooks')
  assert.match(file('config'), /helm\.toolkit\.fluxcd\.io\/name: web/)
  assert.doesNotMatch(file('hook'), /toolkit/)
  assert.match((await rendered({}, 'separate'))('hook'), /toolkit/)
})

test('postRender() applies patches, then common metadata, then the origin, which wins', async () => {
  const patch =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config, labels: {tier: patched, kept: "yes"}}\n'
  const file = await rendered({
    postRenderers: [{ kustomize: { patches: [{ patch }] } }],
    commonMetadata: { labels: { tier: 'web', 'helm.toolkit.fluxcd.io/name': 'mine' } },
  })
  assert.match(file('config'), /kept: "yes"/)
  assert.match(file('config'), /tier: web/)
  assert.match(file('config'), /helm\.toolkit\.fluxcd\.io\/name: web/)
})

const failures = [
  {
    of: 'a patch that does not apply',
    spec: {
      postRenderers: [
        {
          kustomize: {
            patches: [{ target: { kind: 'ConfigMap' }, patch: '- {op: remove, path: /spec/none}' }],
          },
        },
      ],
    },
    extra: undefined,
    message:
      /^error while running post render on files: remove operation does not apply: doc is missing path: "\/spec\/none": /,
  },
  {
    of: 'a patch that replaces what is not there',
    spec: {
      postRenderers: [
        {
          kustomize: {
            patches: [
              { target: { kind: 'ConfigMap' }, patch: '- {op: replace, path: /spec/none, value: 1}' },
            ],
          },
        },
      ],
    },
    extra: undefined,
    message: /: replace operation does not apply: doc is missing path: \/spec\/none: missing value$/,
  },
  {
    of: 'an object that is rendered twice',
    spec: {},
    extra: files.get('shop/templates/config.yaml'),
    message:
      /^error while running post render on files: may not add resource with an already registered id: ConfigMap\.v1\.\[noGrp\]\/config\.\[noNs\]$/,
  },
  {
    of: 'a file that is no YAML',
    spec: {},
    extra: 'a: [',
    message: /^error merging manifests: parsing shop\/templates\/z\.yaml: MalformedYAMLError: yaml: /,
  },
  {
    of: 'an object without a name',
    spec: {},
    extra: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a-, labels: {z: "1", b: "2"}}\n',
    message:
      /: missing metadata\.name in object \{\{v1 ConfigMap\} \{\{ \} map\[b:2 z:1\] map\[postrenderer\.helm\.sh\/postrender-filename:shop\/templates\/z\.yaml\]\}\}$/,
  },
  {
    of: 'an object without a kind',
    spec: {},
    extra: 'apiVersion: v1\nmetadata: {name: a, namespace: b}\n',
    message: /: missing kind in object \{\{v1 \} \{\{a b\} map\[\] map\[postrenderer\./,
  },
]
for (const { of, spec, extra, message } of failures) {
  test(`postRender() fails for ${of}`, () => {
    const all = extra === undefined ? files : new Map([...files, ['shop/templates/z.yaml', extra]])
    return assert.rejects(postRender(all, release(spec), 'combined'), { message })
  })
}
