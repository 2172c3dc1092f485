import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryTree } from '@sluice/base/flow'
import { parseYaml } from '@sluice/yaml'
import { type BuildOptions, buildKustomization, KustomizeError, renderResources } from './index.ts'

type Files = Readonly<Record<string, string>>

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: "nginx:1.25", ports: [{containerPort: 80, protocol: TCP}], envFrom: [{configMapRef: {name: settings}}]}
      - {name: sidecar, image: "quay.io/x/sidecar@sha256:ab"}
`
const service = `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080, protocol: TCP}]}
`
const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default}\n'
const binding = `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: rb}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}
subjects: [{kind: ServiceAccount, name: default, namespace: old}, {kind: ServiceAccount, name: other, namespace: old}]
`

interface Case {
  readonly does: string
  readonly kustomization: string
  readonly files?: Files
  /** Members at paths of resources, by `<kind>/<name>`. */
  readonly gives: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

const base: Files = { 'deployment.yaml': deployment, 'service.yaml': service }
const resources = 'resources: [deployment.yaml, service.yaml]\n'
const containers = 'spec.template.spec.containers'

const cases: readonly Case[] = [
  {
    does: 'sets the namespace, and that of subjects named default',
    kustomization: 'namespace: apps\nresources: [binding.yaml, account.yaml]',
    files: { 'binding.yaml': binding, 'account.yaml': account },
    gives: {
      'RoleBinding/rb': {
        'metadata.namespace': 'apps',
        'subjects.0.namespace': 'apps',
        'subjects.1.namespace': 'old',
      },
    },
  },
  {
    does: 'adds prefix and suffix, and follows references',
    kustomization: `namePrefix: a-\nnameSuffix: -z\n${resources}configMapGenerator: [{name: settings, literals: [k=v], options: {disableNameSuffixHash: true}}]`,
    gives: {
      'Deployment/a-web-z': { [`${containers}.0.envFrom.0.configMapRef.name`]: 'a-settings-z' },
      'Service/a-web-z': {},
    },
  },
  {
    does: 'leaves the names of definitions and namespaces alone',
    kustomization: 'namePrefix: a-\nresources: [x.yaml]',
    files: {
      'x.yaml':
        'apiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: d}\n',
    },
    gives: { 'Namespace/n': {}, 'CustomResourceDefinition/d': {} },
  },
  {
    does: 'adds common labels to selectors and templates',
    kustomization: `commonLabels: {team: x}\n${resources}`,
    gives: {
      'Deployment/web': {
        'metadata.labels.team': 'x',
        'spec.selector.matchLabels.team': 'x',
        'spec.template.metadata.labels.team': 'x',
      },
      'Service/web': { 'spec.selector.team': 'x' },
    },
  },
  {
    does: 'adds labels to the metadata alone unless told',
    kustomization: `labels: [{pairs: {team: x}}]\n${resources}`,
    gives: {
      'Deployment/web': {
        'metadata.labels.team': 'x',
        'spec.selector.matchLabels.team': undefined,
        'spec.template.metadata.labels.team': undefined,
      },
    },
  },
  {
    does: 'rewrites images by name, tag and digest',
    kustomization: `images: [{name: nginx, newName: registry/nginx, newTag: "1.27"}, {name: quay.io/x/sidecar, newTag: v2}]\n${resources}`,
    gives: {
      'Deployment/web': {
        [`${containers}.0.image`]: 'registry/nginx:1.27',
        [`${containers}.1.image`]: 'quay.io/x/sidecar:v2',
      },
    },
  },
  {
    does: 'sets replica counts, also where there was none',
    kustomization: `replicas: [{name: web, count: 3}]\n${resources}`,
    gives: { 'Deployment/web': { 'spec.replicas': 3 } },
  },
  {
    does: 'merges lists by their keys, what the patch names first',
    kustomization: `${resources}patches:\n- patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    spec: {template: {spec: {containers: [{name: sidecar, image: x}, {name: new, image: y}]}}}`,
    gives: {
      'Deployment/web': {
        [`${containers}.0.name`]: 'sidecar',
        [`${containers}.0.image`]: 'x',
        [`${containers}.1.name`]: 'new',
        [`${containers}.2.name`]: 'web',
      },
    },
  },
  {
    does: 'deletes what $patch: delete names',
    kustomization: `${resources}patches:\n- target: {kind: Deployment}\n  patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: any}\n    spec: {template: {spec: {containers: [{name: sidecar, $patch: delete}]}}}\n- patch: |\n    $patch: delete\n    apiVersion: v1\n    kind: Service\n    metadata: {name: web}`,
    gives: { 'Deployment/web': { [`${containers}.1`]: undefined }, 'Service/web': { missing: true } },
  },
  {
    does: 'applies JSON patches to every match of a target',
    kustomization: `${resources}patches:\n- target: {kind: Deploy.*, name: w.*}\n  patch: |\n    - {op: add, path: /metadata/annotations, value: {a: "1"}}\n    - {op: replace, path: /spec/template/spec/containers/0/image, value: z}`,
    gives: { 'Deployment/web': { 'metadata.annotations.a': '1', [`${containers}.0.image`]: 'z' } },
  },
  {
    does: 'copies values by replacements, with delimiters and conditions',
    kustomization: `${resources}replacements:\n- source: {kind: Service, name: web, fieldPath: spec.ports.0.targetPort}\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths: ["${containers}.[name=web].ports.0.containerPort"]\n- sourceValue: v9\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths: ["${containers}.[name=web].image"]\n    options: {delimiter: ":", index: 1}`,
    gives: {
      'Deployment/web': {
        [`${containers}.0.ports.0.containerPort`]: 8080,
        [`${containers}.0.image`]: 'nginx:v9',
      },
    },
  },
  {
    does: 'builds bases and adds components to what is there',
    kustomization: 'resources: [base]\ncomponents: [component]\nnamePrefix: o-',
    files: {
      'base/kustomization.yaml': 'resources: [s.yaml]\nnameSuffix: -b',
      'base/s.yaml': service,
      'component/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nlabels: [{pairs: {c: "1"}}]',
    },
    gives: { 'Service/o-web-b': { 'metadata.labels.c': '1' } },
  },
  {
    does: 'merges into a generated ConfigMap of a base',
    kustomization:
      'resources: [base]\ngeneratorOptions: {disableNameSuffixHash: true}\nconfigMapGenerator: [{name: c, behavior: merge, literals: [b=2]}]',
    files: { 'base/kustomization.yaml': 'configMapGenerator: [{name: c, literals: [a=1, b=1]}]' },
    gives: { 'ConfigMap/c': { 'data.a': '1', 'data.b': '2' } },
  },
  {
    does: 'unpacks lists and drops local resources',
    kustomization: 'resources: [l.yaml]',
    files: {
      'l.yaml': `apiVersion: v1\nkind: List\nitems: [${JSON.stringify(parseYaml(account)[0])}, {apiVersion: v1, kind: ConfigMap, metadata: {name: l, annotations: {config.kubernetes.io/local-config: "true"}}}]`,
    },
    gives: { 'ServiceAccount/default': {}, 'ConfigMap/l': { missing: true } },
  },
]
for (const { does, kustomization, files = base, gives } of cases) {
  test(`buildKustomization() ${does}`, () => {
    const built = build({ 'kustomization.yaml': kustomization, ...files })
    for (const [name, members] of Object.entries(gives)) {
      const found = built.find(({ kind, metadata }) => `${kind}/${metadata.name}` === name)
      assert.equal(
        found === undefined,
        members['missing'] === true,
        `${name} in ${built.map(one => `${one.kind}/${one.metadata.name}`)}`,
      )
      for (const [path, value] of Object.entries(members))
        if (path !== 'missing') assert.deepEqual(at(found, path), value, path)
    }
  })
}

function build(files: Files, options: BuildOptions = {}) {
  return buildKustomization(memoryTree(files), '', options)
}

function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce((found, step) => (found as Record<string, unknown> | undefined)?.[step], value)
}

test('buildKustomization() gives generated names the hash of their content', () => {
  const [made] = build({ 'kustomization.yaml': 'configMapGenerator: [{name: c, literals: [a=1]}]' })
  const [other] = build({ 'kustomization.yaml': 'configMapGenerator: [{name: c, literals: [a=2]}]' })
  assert.match(made?.metadata.name ?? '', /^c-[a-z0-9]{10}$/)
  assert.notEqual(made?.metadata.name, other?.metadata.name)
})

test('buildKustomization() orders as the command line does, or as the files do', () => {
  const files = {
    ...base,
    'account.yaml': account,
    'kustomization.yaml': 'resources: [deployment.yaml, service.yaml, account.yaml]',
  }
  const kinds = (options: BuildOptions) => build(files, options).map(one => one.kind)
  assert.deepEqual(kinds({}), ['ServiceAccount', 'Service', 'Deployment'])
  assert.deepEqual(kinds({ reorder: 'none' }), ['Deployment', 'Service', 'ServiceAccount'])
})

test('buildKustomization() keeps a 64-bit integer', () => {
  const resource = 'apiVersion: x.io/v1\nkind: X\nmetadata: {name: x}\nspec: {count: 9223372036854775807}\n'
  const built = build({ 'kustomization.yaml': 'resources: [x.yaml]\nnamePrefix: a-', 'x.yaml': resource })
  assert.match(renderResources(built), /count: 9223372036854775807/)
})

const errors: readonly { of: string; files: Files; message: RegExp }[] = [
  {
    of: 'an empty file',
    files: { 'kustomization.yaml': 'kind: Kustomization' },
    message: /^kustomization\.yaml is empty$/,
  },
  {
    of: 'an unknown field',
    files: { 'kustomization.yaml': 'resource: [x]' },
    message: /unknown field "resource"/,
  },
  {
    of: 'no kustomization file',
    files: { 'a.yaml': service },
    message: /unable to find one of 'kustomization\.yaml'/,
  },
  {
    of: 'a resource that is missing',
    files: { 'kustomization.yaml': 'resources: [x.yaml]' },
    message: /'x\.yaml'.*no such file or directory/,
  },
  {
    of: 'a file above the root',
    files: { 'kustomization.yaml': 'resources: [../x.yaml]' },
    message: /leads out of the source/,
  },
  {
    of: 'a base that leads back',
    files: { 'kustomization.yaml': 'resources: [b]', 'b/kustomization.yaml': 'resources: [..]' },
    message: /cycle detected/,
  },
  {
    of: 'a remote base nobody allowed',
    files: { 'kustomization.yaml': 'resources: ["https://example.com/r?ref=v1"]' },
    message: /remote bases are not allowed/,
  },
  {
    of: 'a patch without a target',
    files: {
      'kustomization.yaml':
        'resources: [s.yaml]\npatches: [{patch: "{apiVersion: v1, kind: Service, metadata: {name: none}}"}]',
      's.yaml': service,
    },
    message: /no resource matches strategic merge patch "Service\.v1\.\[noGrp\]\/none\.\[noNs\]"/,
  },
  {
    of: 'a JSON patch that does not apply',
    files: {
      'kustomization.yaml':
        'resources: [s.yaml]\npatches: [{target: {kind: Service}, patch: "- {op: remove, path: /spec/none}"}]',
      's.yaml': service,
    },
    message: /Service\.v1\.\[noGrp\]\/web.*error in remove for path: '\/spec\/none'/,
  },
  {
    of: 'a replacement without a source',
    files: {
      'kustomization.yaml':
        'resources: [s.yaml]\nreplacements: [{source: {kind: None}, targets: [{select: {kind: Service}}]}]',
      's.yaml': service,
    },
    message: /nothing selected by None/,
  },
  {
    of: 'charts, which need a renderer',
    files: { 'kustomization.yaml': 'helmCharts: [{name: x}]' },
    message: /must specify --enable-helm/,
  },
]
for (const { of, files, message } of errors) {
  test(`buildKustomization() refuses ${of}`, () => {
    assert.throws(
      () => build(files),
      error => error instanceof KustomizeError && message.test(error.message),
    )
  })
}

test('buildKustomization() grows in proportion to the number of resources', () => {
  const count = 3000
  const maps = Array.from(
    { length: count },
    (_, i) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m${i}}\ndata: {a: b}\n`,
  )
  const files = {
    'kustomization.yaml': 'namePrefix: a-\nnamespace: ns\ncommonLabels: {a: b}\nresources: [m.yaml]',
    'm.yaml': maps.join('---\n'),
  }
  assert.equal(build(files).length, count)
})
