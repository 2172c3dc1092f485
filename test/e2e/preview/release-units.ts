/** What may happen to HelmReleases between two commits. @module */
import {
  chart,
  configMap,
  type Files,
  helmRelease,
  kustomization,
  namespace,
  template,
  type Unit,
} from './files.ts'

/** A HelmRelease, which the Kustomization `releases` applies, and its chart. */
const unit = (name: string, spec: string, ofChart: Files, more = ''): Files => ({
  [`releases/${name}.yaml`]: helmRelease(name, spec) + more,
  ...ofChart,
})
const keep = 'helm.sh/resource-policy: keep'
const hook = (events: string, more = '') => `helm.sh/hook: "${events}"${more}`
const passing = ', helm.sh/hook-delete-policy: "before-hook-creation,hook-succeeded"'
const none = chart('none', '1.0.0', { all: template('all', 'x: "1"') })

const definition = (columns: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: pots.preview.example.com}
spec:
  group: preview.example.com
  scope: Namespaced
  names: {kind: Pot, plural: pots, singular: pot}
  versions:
    - name: v1
      served: true
      storage: true
${columns && `      additionalPrinterColumns: [${columns}]\n`}      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`
const pot = (size: number) =>
  `apiVersion: preview.example.com/v1\nkind: Pot\nmetadata: {name: {{ .Release.Name }}}\nspec: {size: ${size}}\n`
const column = '{name: Size, type: integer, jsonPath: .spec.size}'

const valuedChart = chart('valued', '1.0.0', {
  a: template('a', 'x: {{ .Values.x }}'),
  b: template('b', 'y: "1"'),
})
const calledChart = chart('called', '1.0.0', { a: template('a', '') })
const movedChart = chart('moved', '1.0.0', { a: template('a', 'x: "{{ .Release.Namespace }}"') })
const waitingChart = chart('waiting', '1.0.0', { a: template('a', 'x: "{{ .Values.x }}"') })

/** One thing that may happen each. */
export const releaseUnits: readonly Unit[] = [
  {
    name: 'values change',
    states: [
      unit('valued', '  values: {x: one}', valuedChart),
      unit('valued', '  values: {x: two}', valuedChart),
    ],
  },
  {
    name: 'a chart gets a new version: objects come and go, but for those that are kept',
    states: [
      unit(
        'raised',
        '',
        chart('raised', '1.0.0', {
          a: template('a', 'x: "1"'),
          b: template('b', ''),
          c: template('c', '', keep),
        }),
      ),
      unit('raised', '', chart('raised', '1.1.0', { a: template('a', 'x: "2"'), d: template('d', '') })),
    ],
  },
  {
    name: 'a chart changes, and its version does not',
    states: [
      unit('unraised', '', chart('unraised', '1.0.0', { a: template('a', 'x: "1"') })),
      unit('unraised', '', chart('unraised', '1.0.0', { a: template('a', 'x: "2"') })),
    ],
  },
  {
    name: 'every commit is a version',
    states: [unitOfCommits('1'), unitOfCommits('2')],
  },
  {
    name: 'values of a ConfigMap change',
    states: [unitOfReferences('one'), unitOfReferences('two')],
  },
  {
    name: 'post-renderers and common metadata change',
    states: [unitOfRenderers('one'), unitOfRenderers('two')],
  },
  {
    name: 'definitions of a chart change',
    states: [
      unit('defined', '', chart('defined', '1.0.0', { 'crds/pots.yaml': definition(''), pot: pot(1) })),
      unit('defined', '', chart('defined', '1.1.0', { 'crds/pots.yaml': definition(column), pot: pot(2) })),
    ],
  },
  {
    name: 'hooks run at their events',
    states: [unitOfHooks('1.0.0', 'one'), unitOfHooks('1.1.0', 'two')],
  },
  {
    name: 'a release is renamed',
    states: [
      unit('called', '  releaseName: ann', calledChart),
      unit('called', '  releaseName: eve', calledChart),
    ],
  },
  {
    name: 'a release moves to another namespace, which it makes',
    states: [
      unit('moved', '  targetNamespace: moved-one\n  install: {createNamespace: true}', movedChart),
      unit('moved', '  targetNamespace: moved-two\n  install: {createNamespace: true}', movedChart),
    ],
  },
  {
    name: 'a suspended release stays as it is',
    states: [
      unit('paused', '', chart('paused', '1.0.0', { a: template('a', 'x: "1"') })),
      unit('paused', '  suspend: true', chart('paused', '2.0.0', { a: template('a', 'x: "2"') })),
    ],
  },
  {
    name: 'a release goes, but for what Helm leaves',
    states: [
      unit(
        'gone',
        '',
        chart('gone', '1.0.0', {
          a: template('a', ''),
          b: template('b', '', keep),
          c: template('c', '', hook('pre-install')),
        }),
      ),
      {},
    ],
  },
  {
    name: 'a release waits for one that is not there',
    states: [
      unit('waiting', '  values: {x: one}', waitingChart),
      unit('waiting', '  values: {x: two}\n  dependsOn: [{name: nobody}]', waitingChart),
    ],
    unready: [`HelmRelease/${namespace}/waiting`],
  },
  {
    name: 'values files change',
    states: [unitOfValuesFiles('one'), unitOfValuesFiles('two')],
  },
  {
    name: 'a chart makes Kustomizations and releases',
    states: [unitOfOwners('1.0.0', 'one'), unitOfOwners('1.1.0', 'two')],
  },
  {
    name: 'templates tell an upgrade from an install',
    states: [unitOfRevisions('one'), unitOfRevisions('two')],
  },
  {
    name: 'a chart is taken from another folder, under another name',
    states: [
      { ...unit('swapped', '', chart('swapped', '1.0.0', { a: template('a', 'x: "1"') })), ...none },
      {
        ...unit(
          'swapped',
          '  chart: {spec: {chart: charts/none, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}',
          {},
        ),
        ...none,
      },
    ],
  },
]

/** The suffix of the chart's version is the commit's hash. */
function unitOfCommits(x: string): Files {
  const spec = `  values: {x: "${x}"}
  chart:
    spec:
      chart: charts/committed
      reconcileStrategy: Revision
      sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}`
  return unit(
    'committed',
    spec,
    chart('committed', '1.0.0', { a: template('a', 'x: "{{ .Values.x }}", v: "{{ .Chart.Version }}"') }),
  )
}

function unitOfReferences(x: string): Files {
  const spec = `  valuesFrom:
    - {kind: ConfigMap, name: referred-values}
    - {kind: Secret, name: referred-secret, valuesKey: word, targetPath: deep.word}
    - {kind: ConfigMap, name: nothing, optional: true}`
  const values = configMap('referred-values', `values.yaml: 'x: ${x}'`)
  const secret = `---\napiVersion: v1\nkind: Secret\nmetadata: {name: referred-secret, namespace: ${namespace}}\nstringData: {word: secret-${x}}\n`
  const a = template('a', 'x: "{{ .Values.x }}", y: {{ .Values.deep.word | quote }}')
  return unit('referred', spec, chart('referred', '1.0.0', { a }, 'deep: {word: none}\n'), values + secret)
}

function unitOfRenderers(x: string): Files {
  const spec = `  commonMetadata: {labels: {team: ${x}}}
  postRenderers:
    - kustomize:
        patches:
          - target: {kind: ConfigMap}
            patch: '[{"op": "add", "path": "/data/x", "value": "${x}"}]'`
  return unit('rendered', spec, chart('rendered', '1.0.0', { a: template('a', 'y: "1"') }))
}

function unitOfHooks(version: string, x: string): Files {
  return unit(
    'hooked',
    '',
    chart('hooked', version, {
      a: template('a', `x: ${x}`),
      before: template('before', `x: ${x}`, hook('pre-install')),
      always: template('always', `x: ${x}`, hook('post-install,post-upgrade')),
      later: template('later', `x: ${x}`, hook('pre-upgrade')),
      passing: template('passing', `x: ${x}`, hook('pre-install,pre-upgrade', passing)),
    }),
  )
}

function unitOfValuesFiles(x: string): Files {
  const spec = `  chart:
    spec:
      chart: charts/filed
      valuesFiles: [charts/filed/values.yaml, charts/filed/${x}.yaml]
      sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}`
  const a = template('a', 'x: "{{ .Values.x }}", v: "{{ .Chart.Version }}"')
  return {
    ...unit('filed', spec, chart('filed', '1.0.0', { a }, 'x: none\n')),
    'charts/filed/one.yaml': 'x: one\n',
    'charts/filed/two.yaml': 'x: two\n',
  }
}

function unitOfOwners(version: string, x: string): Files {
  const made = kustomization('from-a-chart', `from-${x}`) + helmRelease('fromchart', `  values: {x: ${x}}`)
  return {
    ...unit('owning', '', chart('owning', version, { made })),
    ...chart('fromchart', '1.0.0', { a: template('a', 'x: "{{ .Values.x }}"') }),
    'from-one/a.yaml': configMap('from-a-chart', 'x: one'),
    'from-two/a.yaml': configMap('from-a-chart', 'x: two'),
  }
}

function unitOfRevisions(x: string): Files {
  const a = template('a', 'x: "{{ .Values.x }}", r: "{{ .Release.Revision }}", u: "{{ .Release.IsUpgrade }}"')
  return unit('counting', `  values: {x: ${x}}`, chart('counting', '1.0.0', { a }))
}
