/**
 * The built-in transformers as plugins: what their configurations hold, in files or inline.
 * @module
 */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import type { FieldSpec } from '../config/field-spec.ts'
import { readFieldSpecs } from '../config/transform-config.ts'
import { KustomizeError, within } from '../errors.ts'
import { addHashes } from '../generate/add-hashes.ts'
import { checkShape } from '../load/check-shape.ts'
import type { ImageOverride, PatchEntry, Replacement, Texts } from '../load/kustomization.ts'
import type { Loader } from '../load/loader.ts'
import { transformerPluginShape } from '../load/shapes.ts'
import { formatResId } from '../resources/res-id.ts'
import type { BuildResource } from '../resources/resource.ts'
import { addAffix } from '../transform/add-affix.ts'
import { addTexts } from '../transform/add-labels.ts'
import { applyJson6902, applyPatch, applyStrategicMerges } from '../transform/apply-patches.ts'
import { replaceValues } from '../transform/replace-values.ts'
import { setImages } from '../transform/set-images.ts'
import { type SubjectMode, setNamespace } from '../transform/set-namespace.ts'
import { setReplicas } from '../transform/set-replicas.ts'
import type { Transformer } from '../transform/transformer.ts'
import { requireBuiltin } from './require-builtin.ts'
import { addValue } from './value-add.ts'

type Make = (
  config: JsonObject,
  context: { readonly loader: Loader; readonly resource: BuildResource },
) => Transformer

const makers: Readonly<Record<string, Make>> = {
  AnnotationsTransformer: config => addTexts(textsOf(config['annotations']), fields(config)),
  HashTransformer: () => addHashes,
  ImageTagTransformer: config => setImages([fieldsOf<ImageOverride>(config['imageTag'])], fields(config)),
  LabelTransformer: config => addTexts(textsOf(config['labels']), fields(config)),
  NamespaceTransformer: (config, { resource }) => moveInto(resource.namespace, config),
  PatchJson6902Transformer: (config, { loader }) => {
    const jsonOp = text(config, 'jsonOp')
    return applyJson6902({ ...fieldsOf<PatchEntry>(config), ...(jsonOp ? { patch: jsonOp } : {}) }, loader)
  },
  PatchStrategicMergeTransformer: (config, { loader }) =>
    applyStrategicMerges(
      [...list<string>(config['paths']), ...(config['patches'] ? [text(config, 'patches')] : [])],
      loader,
    ),
  PatchTransformer: (config, { loader }) => applyPatch(fieldsOf<PatchEntry>(config), loader),
  PrefixSuffixTransformer: config => {
    const affixes = [affix('prefix', config), affix('suffix', config)]
    return resources => {
      for (const transform of affixes) transform(resources)
    }
  },
  PrefixTransformer: config => affix('prefix', config),
  ReplacementTransformer: (config, { loader }) =>
    replaceValues(list<Replacement>(config['replacements']), loader),
  ReplicaCountTransformer: config =>
    setReplicas(fieldsOf<{ name: string; count: number }>(config['replica']), fields(config)),
  SuffixTransformer: config => affix('suffix', config),
  ValueAddTransformer: (config, { loader }) => addValue(config, loader),
}

const generatorKinds = [
  'ConfigMapGenerator',
  'HelmChartInflationGenerator',
  'IAMPolicyGenerator',
  'SecretGenerator',
]

/** The kinds of built-in transformers. */
export const transformerKinds: readonly string[] = Object.keys(makers)

/** The transformer that a configuration of a plugin stands for. @throws KustomizeError if there is none */
export function transformerOf(resource: BuildResource, loader: Loader): Transformer {
  requireBuiltin(resource, [...transformerKinds, ...generatorKinds])
  const make = makers[resource.kind]
  const name = formatResId(resource.originalId)
  if (!make) throw new KustomizeError(`plugin ${name} not a transformer`)
  return within(`plugin ${name} fails configuration`, () => {
    const config = checkShape(resource.object, transformerPluginShape, '', 'lenient')
    return make(isJsonObject(config) ? config : {}, { loader, resource })
  })
}

function affix(where: 'prefix' | 'suffix', config: JsonObject): Transformer {
  if (!Array.isArray(config['fieldSpecs'])) throw new KustomizeError('fieldSpecs is not expected to be nil')
  return addAffix(where, text(config, where), fields(config))
}

const subjectModes = ['defaultOnly', 'none', 'allServiceAccounts'] as const

function moveInto(namespace: string, config: JsonObject): Transformer {
  const mode = text(config, 'setRoleBindingSubjects') || 'defaultOnly'
  if (!isSubjectMode(mode)) {
    throw new KustomizeError(
      `invalid value "${mode}" for setRoleBindingSubjects: must be one of "defaultOnly", "none" or "allServiceAccounts"`,
    )
  }
  if (namespace === '') return () => {}
  return setNamespace(namespace, fields(config), { subjects: mode, unsetOnly: config['unsetOnly'] === true })
}

function isSubjectMode(mode: string): mode is SubjectMode {
  return (subjectModes as readonly string[]).includes(mode)
}

function fields(config: JsonObject): readonly FieldSpec[] {
  return readFieldSpecs(config['fieldSpecs'], 'fieldSpecs')
}

function text(config: JsonObject, field: string): string {
  const value = config[field]
  return typeof value === 'string' ? value : ''
}

/** Shapes were checked before; what is missing is empty. */
function fieldsOf<T>(value: JsonValue | undefined): T {
  return (isJsonObject(value) ? value : {}) as unknown as T
}

function textsOf(value: JsonValue | undefined): Texts {
  return fieldsOf<Texts>(value)
}

function list<T>(value: JsonValue | undefined): readonly T[] {
  return Array.isArray(value) ? (value as unknown as readonly T[]) : []
}
