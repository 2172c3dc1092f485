/** The repository of two clusters, and the charts that it asks for. @module */

type Files = Readonly<Record<string, string>>

/** Where charts are. */
export interface ChartUrls {
  readonly charts: string
  readonly registry: string
}

/** All files. */
export function twoClusters(urls: ChartUrls): Files {
  return {
    ...clusterFiles('production', 20),
    ...clusterFiles('staging', 2),
    ...infrastructure(urls),
    ...apps(urls),
    'docs/about.yaml': 'this: [is no manifest\n',
    '.sourceignore': '/*\n!/apps/\n!/clusters/\n!/infrastructure/\n',
  }
}

/** Each cluster takes the shared infrastructure, and the apps with its own overlay. */
function clusterFiles(name: string, litres: number): Files {
  return {
    [`clusters/${name}/artifacts.yaml`]: `apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: {name: parts, namespace: flux-system}
spec:
  sources: [{alias: repo, kind: GitRepository, name: flux-system}]
  artifacts:
    - name: infrastructure
      originRevision: '@repo'
      copy: [{from: '@repo/infrastructure/**', to: '@artifact/'}]
    - name: apps
      originRevision: '@repo'
      copy:
        - {from: '@repo/apps/base/**', to: '@artifact/base/'}
        - {from: '@repo/apps/${name}/**', to: '@artifact/${name}/'}
`,
    [`clusters/${name}/infrastructure.yaml`]: `${kustomization('controllers', 'infrastructure', 'controllers', '  wait: true')}---
${kustomization(
  'configs',
  'infrastructure',
  'configs',
  `  dependsOn: [{name: controllers}]
  patches:
    - target: {kind: Kettle, name: main}
      patch: '[{"op": "replace", "path": "/spec/litres", "value": ${litres}}]'`,
)}`,
    [`clusters/${name}/apps.yaml`]: kustomization(
      'apps',
      'apps',
      name,
      '  wait: true\n  dependsOn: [{name: configs}]',
    ),
  }
}

function kustomization(name: string, source: string, path: string, more: string): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  interval: 1h
  retryInterval: 1s
  timeout: 2m
  prune: true
  path: ./${path}
  sourceRef: {kind: ExternalArtifact, name: ${source}}
${more}
`
}

function infrastructure({ registry }: ChartUrls): Files {
  return {
    'infrastructure/controllers/kustomization.yaml': 'resources: [kettle.yaml]\n',
    'infrastructure/controllers/kettle.yaml': `apiVersion: v1
kind: Namespace
metadata: {name: kettle}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: kettle, namespace: kettle}
spec:
  interval: 1h
  url: oci://${registry}/charts/kettle
  insecure: true
  layerSelector: {mediaType: application/vnd.cncf.helm.chart.content.v1.tar+gzip, operation: copy}
  ref: {semver: 1.x}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: kettle, namespace: kettle}
spec:
  interval: 1h
  install: {strategy: {name: RetryOnFailure}}
  chartRef: {kind: OCIRepository, name: kettle}
`,
    'infrastructure/configs/kustomization.yaml': 'resources: [main.yaml]\n',
    'infrastructure/configs/main.yaml': `apiVersion: kettles.example.com/v1
kind: Kettle
metadata: {name: main, namespace: kettle}
spec: {litres: 1}
`,
  }
}

/** Values are generated, so that a change of them changes the name that the release refers to. */
function apps({ charts }: ChartUrls): Files {
  const overlay = (name: string, version: string, leaf: string): Files => ({
    [`apps/${name}/kustomization.yaml`]: `namespace: brew
resources: [../base/brew]
configMapGenerator: [{name: brew-values, files: [values.yaml]}]
configurations: [../base/brew/references.yaml]
patches: [{path: release.yaml, target: {kind: HelmRelease}}]
`,
    [`apps/${name}/values.yaml`]: `leaf: ${leaf}\n`,
    [`apps/${name}/release.yaml`]: `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: brew}
spec:
  chart: {spec: {version: '${version}'}}
  values: {host: brew.${name}}
`,
  })
  return {
    'apps/base/brew/kustomization.yaml':
      'resources: [namespace.yaml, source.yaml, release.yaml]\nnamespace: brew\n',
    'apps/base/brew/references.yaml': `nameReference:
  - {kind: ConfigMap, version: v1, fieldSpecs: [{path: spec/valuesFrom/name, kind: HelmRelease}]}
`,
    'apps/base/brew/namespace.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: brew}\n',
    'apps/base/brew/source.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: brew, namespace: brew}
spec: {interval: 1h, url: '${charts}'}
`,
    'apps/base/brew/release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: brew}
spec:
  interval: 1h
  chart: {spec: {chart: brew, sourceRef: {kind: HelmRepository, name: brew}}}
  valuesFrom: [{kind: ConfigMap, name: brew-values}]
  values: {host: brew.example}
`,
    ...overlay('production', '>=1.0.0', 'assam'),
    ...overlay('staging', '>=1.0.0-alpha', 'mate'),
  }
}

/** An operator with a definition of its own, which its hook looks after. */
export function kettleChart(version: string): Files {
  return {
    'Chart.yaml': `apiVersion: v2\nname: kettle\nversion: ${version}\n`,
    'crds/kettles.yaml': `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: kettles.kettles.example.com}
spec:
  group: kettles.example.com
  scope: Namespaced
  names: {kind: Kettle, plural: kettles, singular: kettle}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: {spec: {type: object, required: [litres], properties: {litres: {type: integer, minimum: 1}}}}
`,
    'templates/operator.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}}
spec:
  selector: {matchLabels: {app: kettle}}
  template:
    metadata: {labels: {app: kettle}}
    spec: {containers: [{name: kettle, image: "example.com/kettle:{{ .Chart.Version }}"}]}
`,
    'templates/check.yaml': `apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .Release.Name }}-check
  annotations: {helm.sh/hook: "post-install,post-upgrade", helm.sh/hook-delete-policy: "before-hook-creation,hook-succeeded"}
spec:
  template:
    spec: {restartPolicy: Never, containers: [{name: check, image: "example.com/check:1"}]}
`,
  }
}

/** An app. */
export function brewChart(version: string): Files {
  return {
    'Chart.yaml': `apiVersion: v2\nname: brew\nversion: ${version}\n`,
    'values.yaml': 'leaf: none\nhost: none\n',
    'templates/brew.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}}
data: {host: {{ .Values.host }}, leaf: {{ .Values.leaf }}, chart: {{ .Chart.Version | quote }}}
`,
  }
}
