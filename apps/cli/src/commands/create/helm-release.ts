/** `create helmrelease name`. @module */
import { HelmRelease } from '@sluice/api/helm'
import { formatDuration } from '@sluice/base/duration'
import type { JsonObject } from '@sluice/base/json'
import { helmReleaseRevision } from '../../kinds/columns.ts'
import { command } from '../../parser/command.ts'
import { choice, custom, duration, list, text, toggle, type Values } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { createFlags } from '../group-flags.ts'
import { create } from './create.ts'
import { readValues } from './read-values.ts'
import { noSource, parseChartSource, sourceRef, splitNamespace } from './source-reference.ts'
import { dependsOnMember, durationMember, member } from './spec-parts.ts'

const flags = {
  ...createFlags,
  source: custom('source of the chart, Kind/name[.namespace]', noSource, parseChartSource),
  chart: text('name of the chart, or its path in the source'),
  'chart-version': text('version or range of versions'),
  'chart-ref': text('object that holds the chart, Kind/name[.namespace]'),
  'chart-interval': duration('how often to look for a new chart'),
  'reconcile-strategy': text('how new charts are told: ChartVersion or Revision', 'ChartVersion'),
  'release-name': text('name of the release'),
  'target-namespace': text('namespace to release into'),
  'storage-namespace': text('namespace of the records of the release'),
  'create-target-namespace': toggle('make the target namespace if it does not exist'),
  'service-account': text('ServiceAccount to release as'),
  'kubeconfig-secret-ref': text('Secret with the kubeconfig of another cluster'),
  'depends-on': list('HelmReleases that must be ready first, [namespace/]name'),
  values: list('files with values, later ones winning'),
  'values-from': list('objects with values, Kind/name'),
  crds: choice('what an upgrade does with CustomResourceDefinitions', ['Skip', 'Create', 'CreateReplace'], {
    initial: '',
    refusal: value => `unsupported upgrade CRDs policy '${value}'`,
  }),
} as const

type Given = Values<typeof flags>

/** Creates or updates a HelmRelease. */
export const createHelmRelease = command({
  summary: 'Create or update a HelmRelease',
  usage: '[name]',
  examples: ['sluice create hr web --source=HelmRepository/charts --chart=web --values=values.yaml'],
  flags,
  run: context =>
    create(context, () => {
      checkFlags(context.flags)
      return {
        kind: HelmRelease,
        spec: { ...specOf(context.flags), ...valuesMembers(context.flags, context.cwd) },
        wording: {
          subject: 'HelmRelease',
          ready: object => `HelmRelease ${object.metadata.name} is ready`,
          result: object => `applied revision ${helmReleaseRevision(object)}`,
        },
      }
    }),
})

function checkFlags(given: Given): void {
  if (!given.chart && !given['chart-ref']) throw new UsageError('chart or chart-ref is required')
  if (given.chart && given['chart-ref'])
    throw new UsageError('cannot use --chart in combination with --chart-ref')
  const strategy = given['reconcile-strategy']
  if (!['Revision', 'ChartVersion'].includes(strategy))
    throw new UsageError(`'${strategy}' is an invalid reconcile strategy(valid: Revision, ChartVersion)`)
}

function specOf(given: Given): JsonObject {
  const secret = given['kubeconfig-secret-ref']
  const target = given['target-namespace']
  const install = {
    ...member('createNamespace', given['create-target-namespace']),
    ...(given.crds ? { crds: 'Create' } : {}),
  }
  return {
    ...member('releaseName', given['release-name']),
    ...dependsOnMember(given['depends-on']),
    interval: formatDuration(given.interval),
    ...member('targetNamespace', target),
    ...member('storageNamespace', given['storage-namespace'] || target),
    ...chartMember(given),
    ...(secret ? { kubeConfig: { secretRef: { name: secret } } } : {}),
    ...member('serviceAccountName', given['service-account']),
    ...(Object.keys(install).length > 0 ? { install } : {}),
    ...(given.crds ? { upgrade: { crds: given.crds } } : {}),
  }
}

function chartMember(given: Given): JsonObject {
  if (!given.chart) return { chartRef: chartRef(given['chart-ref']) }
  return {
    chart: {
      spec: {
        chart: given.chart,
        ...member('version', given['chart-version']),
        sourceRef: sourceRef(given.source),
        reconcileStrategy: given['reconcile-strategy'],
        ...durationMember('interval', given['chart-interval']),
      },
    },
  }
}

function chartRef(text: string): JsonObject {
  const kinds = ['OCIRepository', 'HelmChart']
  const parts = text.split('/')
  const [kind = '', rest = ''] = parts.length === 2 ? parts : []
  if (!kinds.includes(kind))
    throw new UsageError(
      `chart reference kind '${kind}' is not supported, must be one of: ${kinds.join(', ')}`,
    )
  const { name, namespace } = splitNamespace(rest)
  return { kind, name, ...member('namespace', namespace) }
}

function valuesMembers(given: Given, cwd: string): JsonObject {
  return {
    ...(given.values.length > 0 ? { values: readValues(given.values, cwd) } : {}),
    ...member('valuesFrom', given['values-from'].map(valuesReference)),
  }
}

function valuesReference(text: string): JsonObject {
  const kinds = ['Secret', 'ConfigMap']
  const [kind, name, ...more] = text.split('/')
  if (kind === undefined || name === undefined || more.length > 0)
    throw new UsageError(`invalid Kubernetes object reference '${text}', must be in format <kind>/<name>`)
  const known = kinds.find(candidate => candidate.toLowerCase() === kind.toLowerCase())
  if (known === undefined)
    throw new UsageError(`reference kind '${kind}' is not supported, must be one of: ${kinds.join(', ')}`)
  return { kind: known, name }
}
