import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { KustomizeError, within } from '../errors.ts'
import { generateData } from '../generate/generate-data.ts'
import { checkChart, inflateChart } from '../generate/inflate-chart.ts'
import { checkShape } from '../load/check-shape.ts'
import type { GeneratorEntry } from '../load/kustomization.ts'
import type { Loader } from '../load/loader.ts'
import { generatorPluginShape } from '../load/shapes.ts'
import { formatResId } from '../resources/res-id.ts'
import { BuildResource } from '../resources/resource.ts'
import { requireBuiltin } from './require-builtin.ts'
import { transformerKinds } from './transformer-of.ts'

/** Makes resources. */
export type Generator = () => readonly BuildResource[]

type Make = (
  config: JsonObject,
  context: { readonly loader: Loader; readonly resource: BuildResource },
) => Generator

const makers: Readonly<Record<string, Make>> = {
  ConfigMapGenerator: (config, { loader, resource }) => {
    const entry = entryOf(config, resource)
    return () => [generateData('ConfigMap', entry, loader)]
  },
  SecretGenerator: (config, { loader, resource }) => {
    const entry = entryOf(config, resource)
    return () => [generateData('Secret', entry, loader)]
  },
  HelmChartInflationGenerator: (config, { loader }) => {
    checkChart(config, loader)
    return () => inflateChart(config, loader)
  },
  IAMPolicyGenerator: config => () => [serviceAccountOf(config)],
}

/** The generator that a configuration of a plugin stands for. @throws KustomizeError if there is none */
export function generatorOf(resource: BuildResource, loader: Loader): Generator {
  return within('failed to load generator', () => {
    requireBuiltin(resource, [...Object.keys(makers), ...transformerKinds])
    const make = makers[resource.kind]
    if (!make) throw new KustomizeError(`plugin ${formatResId(resource.id)} not a generator`)
    return within(`plugin ${formatResId(resource.id)} fails configuration`, () => {
      const config = checkShape(resource.object, generatorPluginShape, '', 'lenient')
      return make(isJsonObject(config) ? config : {}, { loader, resource })
    })
  })
}

/** Name and namespace may stand in the metadata, as those of resources do. */
function entryOf(config: JsonObject, resource: BuildResource): GeneratorEntry {
  return {
    ...(config as GeneratorEntry),
    name: text(config, 'name') || resource.name,
    namespace: text(config, 'namespace') || resource.namespace,
  }
}

/** A service account of Kubernetes that stands for one of Google's cloud. */
function serviceAccountOf(config: JsonObject): BuildResource {
  const cloud = text(config, 'cloud')
  if (cloud !== 'gke') throw new KustomizeError(`cloud provider ${cloud} not supported yet`)
  const [service, account] = [asMap(config, 'kubernetesService'), asMap(config, 'serviceAccount')]
  const namespace = text(service, 'namespace')
  const email = `${text(account, 'name')}@${text(account, 'projectId')}.iam.gserviceaccount.com`
  return new BuildResource({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      annotations: { 'iam.gke.io/gcp-service-account': email },
      name: text(service, 'name'),
      ...(namespace ? { namespace } : {}),
    },
  })
}

function asMap(config: JsonObject, field: string): JsonObject {
  const value = config[field]
  return isJsonObject(value) ? value : {}
}

function text(config: JsonObject, field: string): string {
  const value = config[field]
  return typeof value === 'string' ? value : ''
}
