/**
 * The `generators`, `transformers` and `validators` fields: configurations of the built-in plugins, in files or inline.
 * @module
 */
import type { JsonValue } from '@sluice/base/json'
import type { FieldSpec } from './config/field-spec.ts'
import { defaultConfig, readFieldSpecs, type TransformConfig } from './config/transform-config.ts'
import { KustomizeError } from './errors.ts'
import { generateData } from './generate/generate-data.ts'
import type { GeneratorEntry, ImageOverride, PatchEntry, Replacement, Texts } from './load/kustomization.ts'
import type { Loader } from './load/loader.ts'
import { isMap, type Json, type JsonMap, member, scalarText } from './resources/json.ts'
import { formatGvk } from './resources/res-id.ts'
import type { BuildResource } from './resources/resource.ts'
import { addAffix } from './transform/add-affix.ts'
import { addTexts } from './transform/add-labels.ts'
import { applyJson6902, applyPatch, applyStrategicMerges } from './transform/apply-patches.ts'
import { replaceValues } from './transform/replace-values.ts'
import { setImages } from './transform/set-images.ts'
import { type SubjectMode, setNamespace } from './transform/set-namespace.ts'
import { setReplicas } from './transform/set-replicas.ts'
import type { NamedTransformer, Transformer } from './transform/transformer.ts'

/** The generator that a configuration stands for. @throws KustomizeError if it is not built in */
export function generatorOf(config: BuildResource, loader: Loader): BuildResource {
  if (config.kind !== 'ConfigMapGenerator' && config.kind !== 'SecretGenerator') throw notBuiltIn(config)
  const entry: GeneratorEntry = {
    ...fieldsOf<GeneratorEntry>(config.object),
    name: scalarText(member(config.object, 'name')) || config.name,
    namespace: scalarText(member(config.object, 'namespace')) || config.namespace,
  }
  return generateData(config.kind === 'SecretGenerator' ? 'Secret' : 'ConfigMap', entry, loader)
}

type Make = (
  config: JsonMap,
  context: { readonly loader: Loader; readonly resource: BuildResource },
) => Transformer

const makers: Readonly<Record<string, Make>> = {
  NamespaceTransformer: (config, { resource }) =>
    setNamespace(resource.namespace, fields(config), {
      subjects: (scalarText(member(config, 'setRoleBindingSubjects')) || 'defaultOnly') as SubjectMode,
      unsetOnly: config['unsetOnly'] === true,
    }),
  PrefixTransformer: config => addAffix('prefix', scalarText(member(config, 'prefix')), fields(config)),
  SuffixTransformer: config => addAffix('suffix', scalarText(member(config, 'suffix')), fields(config)),
  LabelTransformer: config => addTexts(textsOf(config['labels']), fields(config)),
  AnnotationsTransformer: config => addTexts(textsOf(config['annotations']), fields(config)),
  ImageTagTransformer: config =>
    setImages(fieldsOf<ImageOverride>(config['imageTag']), fields(config, 'images')),
  ReplicaCountTransformer: config =>
    setReplicas(fieldsOf<{ name: string; count: number }>(config['replica']), fields(config)),
  PatchTransformer: (config, { loader }) => applyPatch(fieldsOf<PatchEntry>(config), loader),
  PatchStrategicMergeTransformer: (config, { loader }) =>
    applyStrategicMerges(
      [...list<string>(config['paths']), ...(config['patches'] ? [scalarText(config['patches'])] : [])],
      loader,
    ),
  PatchJson6902Transformer: (config, { loader }) => {
    const jsonOp = scalarText(member(config, 'jsonOp'))
    return applyJson6902({ ...fieldsOf<PatchEntry>(config), ...(jsonOp ? { patch: jsonOp } : {}) }, loader)
  },
  ReplacementTransformer: (config, { loader }) =>
    replaceValues(list<Replacement>(config['replacements']), loader),
}

/** The transformer that a configuration stands for. @throws KustomizeError if it is not built in */
export function transformerOf(resource: BuildResource, loader: Loader): NamedTransformer {
  const make = Object.hasOwn(makers, resource.kind) ? makers[resource.kind] : undefined
  if (!make || resource.apiVersion !== 'builtin') throw notBuiltIn(resource)
  return { name: resource.kind, transform: make(resource.object, { loader, resource }) }
}

function notBuiltIn(config: BuildResource): KustomizeError {
  return new KustomizeError(
    `unable to load plugin ${formatGvk(config.id)} '${config.name}': only built-in plugins are allowed`,
  )
}

function fields(config: JsonMap, fallback?: keyof Pick<TransformConfig, 'images'>): readonly FieldSpec[] {
  const given = readFieldSpecs(config['fieldSpecs'] as JsonValue | undefined, 'fieldSpecs')
  return given.length === 0 && fallback ? defaultConfig[fallback] : given
}

/** Plugin configurations are trusted to have the fields of the entries they stand for; what is missing is empty. */
function fieldsOf<T>(value: Json | undefined): T {
  return (isMap(value) ? value : {}) as unknown as T
}

function textsOf(value: Json | undefined): Texts {
  return isMap(value)
    ? Object.fromEntries(Object.entries(value).map(([key, text]) => [key, scalarText(text)]))
    : {}
}

function list<T>(value: Json | undefined): readonly T[] {
  return Array.isArray(value) ? (value as unknown as readonly T[]) : []
}
