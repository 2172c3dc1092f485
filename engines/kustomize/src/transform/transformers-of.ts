/**
 * The transformers of a kustomization, in the order kustomize runs them.
 * @module
 */
import type { JsonObject, JsonValue } from '@sluice/base/json'
import type { TransformConfig } from '../config/transform-config.ts'
import { configuring } from '../configuring.ts'
import type { Kustomization } from '../load/kustomization.ts'
import type { Loader } from '../load/loader.ts'
import { addAffix } from './add-affix.ts'
import { addTexts, fieldsOfLabels } from './add-labels.ts'
import { applyJson6902, applyPatch, applyStrategicMerges } from './apply-patches.ts'
import { replaceValues } from './replace-values.ts'
import { setImages } from './set-images.ts'
import { setNamespace } from './set-namespace.ts'
import { setReplicas } from './set-replicas.ts'
import type { NamedTransformer, Transformer } from './transformer.ts'

/** One transformer for each thing the kustomization asks for. @throws KustomizeError for patches that cannot be read */
export function transformersOf(
  k: Kustomization,
  config: TransformConfig,
  loader: Loader,
): NamedTransformer[] {
  return [
    ...named(
      'PatchStrategicMergeTransformer',
      k.patchesStrategicMerge?.length ? [k.patchesStrategicMerge] : [],
      entries => applyStrategicMerges(entries, loader),
      paths => ({ paths }),
    ),
    ...named('PatchTransformer', k.patches, patch => applyPatch(patch, loader), plain),
    ...named('NamespaceTransformer', k.namespace ? [k.namespace] : [], namespace =>
      setNamespace(namespace, config.namespace),
    ),
    ...named('PrefixTransformer', k.namePrefix ? [k.namePrefix] : [], prefix =>
      addAffix('prefix', prefix, config.namePrefix),
    ),
    ...named('SuffixTransformer', k.nameSuffix ? [k.nameSuffix] : [], suffix =>
      addAffix('suffix', suffix, config.nameSuffix),
    ),
    ...labelTransformers(k, config),
    ...named('AnnotationsTransformer', hasTexts(k.commonAnnotations) ? [k.commonAnnotations] : [], texts =>
      addTexts(texts ?? {}, config.commonAnnotations),
    ),
    ...named(
      'PatchJson6902Transformer',
      k.patchesJson6902,
      patch => applyJson6902(patch, loader),
      ({ target, path, patch }) => plain({ target, path, jsonOp: patch }),
    ),
    ...named('ReplicaCountTransformer', k.replicas, replica => setReplicas(replica, config.replicas)),
    ...imageTransformers(k, config),
    ...named(
      'ReplacementTransformer',
      k.replacements?.length ? [k.replacements] : [],
      entries => replaceValues(entries, loader),
      entries => ({ Replacements: entries.map(plain) }),
    ),
  ]
}

/** One does the work of all, which are still named one by one. */
function imageTransformers({ images = [] }: Kustomization, config: TransformConfig): NamedTransformer[] {
  return named('ImageTagTransformer', images, image =>
    image === images[0] ? setImages(images, config.images) : () => {},
  )
}

function labelTransformers(k: Kustomization, config: TransformConfig): NamedTransformer[] {
  const hasLabels = Boolean(k.labels?.length) || hasTexts(k.commonLabels)
  if (!hasLabels) return []
  return [
    ...named('LabelTransformer', k.labels, entry =>
      addTexts(entry.pairs ?? {}, fieldsOfLabels(entry, config)),
    ),
    ...named('LabelTransformer', [k.commonLabels ?? {}], texts => addTexts(texts, config.commonLabels)),
  ]
}

function hasTexts(texts: Readonly<Record<string, string>> | undefined): boolean {
  return texts !== undefined && Object.keys(texts).length > 0
}

function named<T>(
  name: string,
  entries: readonly T[] | undefined,
  make: (entry: T) => Transformer,
  configOf: (entry: T) => JsonValue = () => ({}),
): NamedTransformer[] {
  return (entries ?? []).map(entry => ({
    name,
    transform: configuring(
      name,
      () => configOf(entry),
      () => make(entry),
    ),
  }))
}

/** An entry as it was read; shapes were checked then. */
function plain(entry: object): JsonValue {
  return entry as JsonObject
}
