import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { parseYaml, YamlError } from '@sluice/yaml'
import { KustomizeError, within } from '../errors.ts'
import { checkShape, type Reading } from './check-shape.ts'
import { deprecationsOf } from './deprecations.ts'
import { foldCharts } from './fold-charts.ts'
import type { GeneratorEntry, Kustomization } from './kustomization.ts'
import { kustomizationShape } from './shapes.ts'

const versions: Readonly<Record<string, string>> = {
  Kustomization: 'kustomize.config.k8s.io/v1beta1',
  Component: 'kustomize.config.k8s.io/v1alpha1',
}

/**
 * A kustomization file's text as a Kustomization, deprecated fields folded into the present ones. `warn` hears of them.
 * @throws KustomizeError for broken YAML, unknown or wrongly typed fields, and an empty file
 */
export function readKustomization(
  text: string,
  dir: string,
  warn: (message: string) => void = () => {},
): Kustomization {
  const value = within('invalid Kustomization', () => readDocument(text))
  for (const message of deprecationsOf(value)) warn(message)
  return fold(value, dir)
}

/**
 * The fields of a kustomization file as they are written, those that do not exist left out.
 * @throws KustomizeError for broken YAML and wrongly typed fields
 */
export function readKnownFields(text: string): JsonObject {
  return readDocument(text, 'lenient')
}

function readDocument(text: string, reading: Reading = 'strict'): JsonObject {
  let document: JsonValue | undefined
  try {
    // kustomize: of a field given twice, the last counts.
    document = parseYaml(text, { onDuplicate: () => {} })[0]
  } catch (error) {
    if (error instanceof YamlError)
      throw new KustomizeError(`error converting YAML to JSON: ${error.message}`, { cause: error })
    throw error
  }
  const checked = document === undefined ? {} : checkShape(document, kustomizationShape, '', reading)
  return isJsonObject(checked) ? checked : {}
}

function fold(value: JsonObject, dir: string): Kustomization {
  const { metadata: _, bases, imageTags, helmChartInflationGenerator, ...rest } = value
  const old = foldCharts(helmChartInflationGenerator)
  const kind = textOr(value['kind'], 'Kustomization')
  const apiVersion = textOr(value['apiVersion'], versions[kind] ?? '')
  const known = { ...rest, kind, apiVersion } as unknown as Kustomization
  const folded: Kustomization = {
    ...known,
    resources: [...(known.resources ?? []), ...list<string>(bases)],
    images: [...(known.images ?? []), ...list<NonNullable<Kustomization['images']>[number]>(imageTags)],
    configMapGenerator: (known.configMapGenerator ?? []).map(foldEnv),
    secretGenerator: (known.secretGenerator ?? []).map(foldEnv),
    helmCharts: [...(known.helmCharts ?? []), ...old.charts],
    ...(known.helmGlobals || !old.globals ? {} : { helmGlobals: old.globals }),
  }
  const isEmpty = Object.entries(value).every(
    ([name, item]) => name === 'kind' || name === 'apiVersion' || isVoid(item),
  )
  if (isEmpty) throw new KustomizeError('kustomization.yaml is empty')
  checkTypes(folded, dir)
  return folded
}

function checkTypes({ kind, apiVersion }: Kustomization, dir: string): void {
  const problems: string[] = []
  const required = versions[kind] ?? versions['Kustomization']
  if (!Object.hasOwn(versions, kind)) problems.push('kind should be Kustomization or Component')
  if (apiVersion !== required) problems.push(`apiVersion for ${kind} should be ${required}`)
  if (problems.length === 0) return
  throw new KustomizeError(`Failed to read kustomization file under ${dir || '.'}:\n${problems.join('\n')}`)
}

/** Go: an empty text or list is as good as none. */
function isVoid(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === '' || value === false
}

function foldEnv(entry: GeneratorEntry): GeneratorEntry {
  return entry.env ? { ...entry, envs: [...(entry.envs ?? []), entry.env] } : entry
}

/** Shapes were checked before. */
function list<T>(value: JsonValue | undefined): readonly T[] {
  return (value ?? []) as unknown as readonly T[]
}

function textOr(value: JsonValue | undefined, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback
}
