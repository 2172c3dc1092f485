import { KustomizeError, within } from '../errors.ts'
import { type GeneratedKind, generateData } from '../generate/generate-data.ts'
import { checkChart, inflateChart } from '../generate/inflate-chart.ts'
import type { GeneratorEntry } from '../load/kustomization.ts'
import type { Loader } from '../load/loader.ts'
import { isMap, type JsonMap, member, scalarText } from '../resources/json.ts'
import { formatResId } from '../resources/res-id.ts'
import { BuildResource } from '../resources/resource.ts'
import { requireBuiltin } from './require-builtin.ts'
import { transformerKinds } from './transformer-of.ts'

/** Makes resources. */
export type Generator = () => readonly BuildResource[]

type Make = (config: BuildResource, loader: Loader) => Generator

const makers: Readonly<Record<string, Make>> = {
  ConfigMapGenerator: (config, loader) => dataGenerator('ConfigMap', config, loader),
  SecretGenerator: (config, loader) => dataGenerator('Secret', config, loader),
  HelmChartInflationGenerator: (config, loader) => {
    checkChart(config.object, loader)
    return () => inflateChart(config.object, loader)
  },
  IAMPolicyGenerator: config => () => [serviceAccountOf(config.object)],
}

/** The generator that a configuration of a plugin stands for. @throws KustomizeError if there is none */
export function generatorOf(config: BuildResource, loader: Loader): Generator {
  return within('failed to load generator', () => {
    requireBuiltin(config, [...Object.keys(makers), ...transformerKinds])
    const make = makers[config.kind]
    if (!make) throw new KustomizeError(`plugin ${formatResId(config.id)} not a generator`)
    return within(`plugin ${formatResId(config.id)} fails configuration`, () => make(config, loader))
  })
}

/** The name may stand in the metadata, as those of resources do. */
function dataGenerator(kind: GeneratedKind, config: BuildResource, loader: Loader): Generator {
  const entry: GeneratorEntry = {
    ...(config.object as unknown as GeneratorEntry),
    name: scalarText(member(config.object, 'name')) || config.name,
    namespace: scalarText(member(config.object, 'namespace')) || config.namespace,
  }
  return () => [generateData(kind, entry, loader)]
}

/** A service account of Kubernetes that stands for one of Google's cloud. */
function serviceAccountOf(config: JsonMap): BuildResource {
  const cloud = scalarText(member(config, 'cloud'))
  if (cloud !== 'gke') throw new KustomizeError(`cloud provider ${cloud} not supported yet`)
  const [service, account] = [asMap(config, 'kubernetesService'), asMap(config, 'serviceAccount')]
  const namespace = scalarText(member(service, 'namespace'))
  const email = `${scalarText(member(account, 'name'))}@${scalarText(member(account, 'projectId'))}.iam.gserviceaccount.com`
  return new BuildResource({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      annotations: { 'iam.gke.io/gcp-service-account': email },
      name: scalarText(member(service, 'name')),
      ...(namespace ? { namespace } : {}),
    },
  })
}

function asMap(config: JsonMap, field: string): JsonMap {
  const value = member(config, field)
  return isMap(value) ? value : {}
}
