/** What may happen to Kustomizations between two commits. @module */
import { configMap, type Files, kustomization, namespace, type Unit } from './files.ts'

/** A Kustomization of its folder. */
const unit = (name: string, files: Files, spec = ''): Files => ({
  [`clusters/prod/${name}.yaml`]: kustomization(name, name, spec),
  ...files,
})

const web = (image: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: overlay-web, namespace: ${namespace}}
spec:
  selector: {matchLabels: {app: overlay}}
  template:
    metadata: {labels: {app: overlay}}
    spec:
      containers:
        - {name: web, image: '${image}', envFrom: [{configMapRef: {name: menu}}]}
`
const overlay = (tea: string, replicas: number) => `namespace: ${namespace}
resources: [../base]
configMapGenerator: [{name: menu, literals: [tea=${tea}]}]
replicas: [{name: overlay-web, count: ${replicas}}]
`
const orphan = 'prune: true\n  deletionPolicy: Orphan'

/** One thing that may happen each. */
export const kustomizationUnits: readonly Unit[] = [
  {
    name: 'objects come, change and go',
    states: [
      unit('plain', { 'plain/all.yaml': configMap('plain-a', 'a: "1"') + configMap('plain-b', 'b: "1"') }),
      unit('plain', { 'plain/all.yaml': configMap('plain-a', 'a: "2"') + configMap('plain-c', 'c: "1"') }),
    ],
  },
  {
    name: 'without prune nothing goes',
    states: [
      unit('kept', { 'kept/all.yaml': configMap('kept-a', '') + configMap('kept-b', '') }, '  prune: false'),
      unit('kept', { 'kept/all.yaml': configMap('kept-b', 'b: "1"') }, '  prune: false'),
    ],
  },
  {
    name: 'a nested Kustomization builds another folder',
    states: [
      unit('outer', {
        'outer/inner.yaml': kustomization('inner', 'inner-one'),
        'inner-one/a.yaml': configMap('inner-a', 'x: one') + configMap('inner-b', 'x: one'),
      }),
      unit('outer', {
        'outer/inner.yaml': kustomization('inner', 'inner-two'),
        'inner-two/a.yaml': configMap('inner-a', 'x: two'),
      }),
    ],
  },
  {
    name: 'a Kustomization goes with what it made, nested ones too',
    states: [
      unit('dropped', {
        'dropped/all.yaml': configMap('dropped-a', '') + kustomization('dropped-inner', 'dropped-inner'),
        'dropped-inner/all.yaml': configMap('dropped-b', ''),
      }),
      {},
    ],
  },
  {
    name: 'what a Kustomization leaves behind goes on',
    states: [
      unit(
        'left',
        {
          'left/all.yaml': configMap('left-a', 'a: "1"') + kustomization('left-inner', 'left-inner'),
          'left-inner/all.yaml': configMap('left-b', 'b: "1"'),
        },
        `  ${orphan}`,
      ),
      { 'left-inner/all.yaml': configMap('left-b', 'b: "2"') },
    ],
  },
  {
    name: 'variables change',
    states: [unitOfVariables('north', 'one'), unitOfVariables('south', 'two')],
  },
  {
    name: 'an overlay changes, and the hash in a generated name',
    states: [
      unit('overlay', {
        'overlay/base/kustomization.yaml': 'resources: [web.yaml]\n',
        'overlay/base/web.yaml': web('example.com/web:1'),
        'overlay/kustomization.yaml': overlay('green', 1).replace('../base', 'base'),
      }),
      unit('overlay', {
        'overlay/base/kustomization.yaml': 'resources: [web.yaml]\n',
        'overlay/base/web.yaml': web('example.com/web:2'),
        'overlay/kustomization.yaml': overlay('black', 2).replace('../base', 'base'),
      }),
    ],
  },
  {
    name: 'a Kustomization is renamed',
    states: [
      {
        'clusters/prod/renamed.yaml': kustomization('renamed-old', 'renamed'),
        'renamed/a.yaml': configMap('renamed', ''),
      },
      {
        'clusters/prod/renamed.yaml': kustomization('renamed-new', 'renamed'),
        'renamed/a.yaml': configMap('renamed', ''),
      },
    ],
  },
  {
    name: 'an object moves between Kustomizations',
    states: [
      {
        ...unit('giver', { 'giver/a.yaml': configMap('given', ''), 'giver/b.yaml': configMap('giver', '') }),
        ...unit('taker', { 'taker/b.yaml': configMap('taker', '') }),
      },
      {
        ...unit('giver', { 'giver/b.yaml': configMap('giver', '') }),
        ...unit('taker', { 'taker/a.yaml': configMap('given', ''), 'taker/b.yaml': configMap('taker', '') }),
      },
    ],
  },
  {
    name: 'objects say how they are treated',
    states: [unitOfMarks('one', true), unitOfMarks('two', false)],
  },
  {
    name: 'a suspended Kustomization keeps what is there, and its children go on',
    states: [unitOfSuspension('one', false), unitOfSuspension('two', true)],
  },
  {
    name: 'a broken Kustomization holds up those behind it',
    states: [
      unitOfBreakage('one', 'resources: [a.yaml]\n'),
      unitOfBreakage('two', 'resources: [missing.yaml]\n'),
    ],
    unready: ['Kustomization/flux-system/broken', 'Kustomization/flux-system/behind'],
  },
  {
    name: 'common metadata, prefixes and namespaces change',
    states: [
      unit(
        'dressed',
        { 'dressed/a.yaml': configMap('dressed', '') },
        '  prune: true\n  commonMetadata: {labels: {team: a}}',
      ),
      unit(
        'dressed',
        { 'dressed/a.yaml': configMap('dressed', '') },
        '  prune: true\n  namePrefix: well-\n  commonMetadata: {labels: {team: b}, annotations: {note: x}}',
      ),
    ],
  },
  {
    name: 'artifacts are put together of the repository',
    states: [unitOfArtifacts('one', '**', ''), unitOfArtifacts('two', 'a.yaml', 'below/')],
  },
  {
    name: 'patches of the Kustomization change',
    states: [unitOfPatches('one'), unitOfPatches('two')],
  },
]

function unitOfVariables(region: string, colour: string): Files {
  return {
    ...unit('variables', {
      'variables/a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: region, namespace: flux-system}\ndata: {region: ${region}}\n`,
    }),
    ...unit(
      'users',
      { 'users/a.yaml': configMap('user', "a: '${region}', b: '${colour}', c: '${shade:=light}'") },
      `  prune: true\n  dependsOn: [{name: variables}]\n  postBuild: {substitute: {colour: ${colour}}, substituteFrom: [{kind: ConfigMap, name: region}]}`,
    ),
  }
}

function unitOfMarks(value: string, isFirst: boolean): Files {
  const mark = (marker: string) => `annotations: {kustomize.toolkit.fluxcd.io/${marker}}`
  const stays = isFirst ? configMap('mark-stays', '', mark('prune: disabled')) : ''
  const foreign = isFirst
    ? configMap('mark-foreign', 'x: one')
    : configMap('mark-foreign', 'x: two', mark('reconcile: disabled'))
  return unit('marks', {
    'marks/a.yaml': configMap('mark-once', `x: ${value}`, mark('ssa: IfNotPresent')) + foreign + stays,
  })
}

function unitOfSuspension(value: string, suspend: boolean): Files {
  return unit(
    'suspended',
    {
      'suspended/a.yaml':
        configMap('suspended', `x: ${value}`) + kustomization('beneath', `beneath-${value}`),
      'beneath-one/a.yaml': configMap('beneath', `x: ${value}`),
      'beneath-two/a.yaml': configMap('beneath', 'x: never'),
    },
    `  prune: true\n  suspend: ${suspend}`,
  )
}

function unitOfBreakage(value: string, file: string): Files {
  return {
    ...unit('broken', {
      'broken/kustomization.yaml': file,
      'broken/a.yaml': configMap('broken', `x: ${value}`),
    }),
    ...unit(
      'behind',
      { 'behind/a.yaml': configMap('behind', `x: ${value}`) },
      '  prune: true\n  dependsOn: [{name: broken}]',
    ),
  }
}

function unitOfArtifacts(value: string, files: string, folder: string): Files {
  const generator = `apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: {name: parts, namespace: flux-system}
spec:
  sources: [{alias: repo, kind: GitRepository, name: flux-system}]
  artifacts:
    - name: parts
      originRevision: '@repo'
      copy: [{from: '@repo/parts/${files}', to: '@artifact/${folder}'}]
`
  const user = kustomization('parts', folder).replace(
    'kind: GitRepository, name: flux-system',
    'kind: ExternalArtifact, name: parts',
  )
  return {
    'clusters/prod/parts.yaml': `${generator}${user}`,
    'parts/a.yaml': configMap('part-a', `x: ${value}`),
    'parts/b.yaml': configMap('part-b', ''),
    '.sourceignore': 'parts/ignored.yaml\n',
    'parts/ignored.yaml': configMap('part-ignored', ''),
  }
}

function unitOfPatches(value: string): Files {
  return unit(
    'patched',
    { 'patched/a.yaml': configMap('patched', 'x: none, y: none') },
    `  prune: true
  patches:
    - target: {kind: ConfigMap}
      patch: '[{"op": "replace", "path": "/data/x", "value": "${value}"}]'`,
  )
}
