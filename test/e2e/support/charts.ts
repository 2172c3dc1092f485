/** Charts of these stories, as files by path. @module */

/** Files by path. */
export type Files = Readonly<Record<string, string>>

/** The same files in a folder. */
export function inFolder(folder: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]))
}

/** A chart of a web server with its settings: `values` has a leaf and how many servers there are. */
export function teaChart(version: string): Files {
  return {
    'Chart.yaml': `apiVersion: v2\nname: tea\nversion: ${version}\nappVersion: "7"\n`,
    'values.yaml': 'leaf: green\nservers: 1\n',
    'templates/settings.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-settings}
data: {leaf: {{ .Values.leaf | quote }}, chart: {{ .Chart.Version | quote }}}
`,
    'templates/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}-web}
spec:
  replicas: {{ .Values.servers }}
  selector: {matchLabels: {app: {{ .Release.Name }}}}
  template:
    metadata: {labels: {app: {{ .Release.Name }}}}
    spec: {containers: [{name: web, image: "example.com/tea:1"}]}
`,
  }
}

/** A HelmRelease as a file of the repository; `spec` is what it has besides an interval. */
export function helmRelease(name: string, spec: object): Files {
  return { [`apps/${name}.yaml`]: manifest('helm.toolkit.fluxcd.io/v2', 'HelmRelease', name, spec) }
}

/** A source as a file of the repository. */
export function source(kind: string, name: string, spec: object): Files {
  const path = `apps/${kind.toLowerCase()}-${name}.yaml`
  return { [path]: manifest('source.toolkit.fluxcd.io/v1', kind, name, spec) }
}

/** A Secret as a file of the repository. */
export function secret(name: string, stringData: Files, type = 'Opaque'): Files {
  return { [`apps/secret-${name}.yaml`]: yaml({ ...headOf('v1', 'Secret', name), type, stringData }) }
}

function manifest(apiVersion: string, kind: string, name: string, spec: object): string {
  return yaml({ ...headOf(apiVersion, kind, name), spec: { interval: '1h', ...spec } })
}

function headOf(apiVersion: string, kind: string, name: string) {
  return { apiVersion, kind, metadata: { name, namespace: 'default' } }
}

/** JSON is YAML. */
function yaml(object: object): string {
  return `${JSON.stringify(object, undefined, 2)}\n`
}

/** What may go wrong with a release of tea: `values` say when. */
export const misfortunes: Files = {
  'templates/poison.yaml': `{{- if .Values.poison }}
apiVersion: batch/v1
kind: Job
metadata: {name: {{ .Release.Name }}-poison}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: {sandbox.sluice.dev/exit-code: "1"}}
    spec: {restartPolicy: Never, containers: [{name: poison, image: "example.com/poison:1"}]}
{{- end }}
`,
  'templates/taste.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-taste
  annotations:
    helm.sh/hook: test
    helm.sh/hook-delete-policy: before-hook-creation
    sandbox.sluice.dev/exit-code: {{ .Values.bitter | default 0 | quote }}
spec: {restartPolicy: Never, containers: [{name: taste, image: "example.com/taste:1"}]}
`,
  'templates/kettle.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-kettle
  annotations: {helm.sh/resource-policy: keep}
data: {litres: "2"}
`,
}

/** Jobs that hold up an action, each until its Pod is told to end: `<release>-<action>`. */
export const gates: Files = Object.fromEntries(
  ['install', 'upgrade', 'rollback', 'delete'].map(action => [
    `templates/gate-${action}.yaml`,
    `apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .Release.Name }}-${action}
  annotations: {helm.sh/hook: pre-${action}, helm.sh/hook-delete-policy: before-hook-creation}
spec:
  template:
    metadata:
      labels: {gate: {{ .Release.Name }}-${action}}
      annotations: {sandbox.sluice.dev/run-for: {{ .Values.gate | default "24h" }}}
    spec: {restartPolicy: Never, containers: [{name: gate, image: "example.com/gate:1"}]}
`,
  ]),
)

/** The rest of what a chart may hold: subcharts, one of them off; a schema, a definition, files, what is ignored. */
export const wholeChart: Files = {
  'Chart.yaml': `apiVersion: v2
name: tea
version: 2.0.0
keywords: [hot, cold]
maintainers: [{name: Cook, email: cook@example.com}]
dependencies:
  - {name: milk, version: "*", alias: cream}
  - {name: sugar, version: "*", condition: sugar.enabled}
`,
  'values.yaml':
    'leaf: green\nservers: 1\ncream: {fat: 10}\nsugar: {enabled: false}\nnothing: null\nbig: 9007199254740993\n',
  'values.schema.json': '{"type": "object", "properties": {"leaf": {"type": "string"}}}\n',
  '.helmignore': '*.bak\n',
  'old.bak': 'old\n',
  'files/label.txt': 'Tea & <more>\n',
  'templates/NOTES.txt': 'Enjoy {{ .Values.leaf }} & more.\n',
  'crds/cups.yaml': `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: cups.tea.example.com}
spec:
  group: tea.example.com
  scope: Namespaced
  names: {plural: cups, singular: cup, kind: Cup}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`,
  'charts/milk/Chart.yaml': 'apiVersion: v2\nname: milk\nversion: 0.1.0\n',
  'charts/milk/values.yaml': 'fat: 3\n',
  'charts/milk/templates/milk.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}-milk"}\ndata: {fat: "{{ .Values.fat }}"}\n',
  'charts/sugar/Chart.yaml': 'apiVersion: v2\nname: sugar\nversion: 0.1.0\n',
}
