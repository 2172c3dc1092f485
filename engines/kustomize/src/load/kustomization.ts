/**
 * The fields of a kustomization file.
 * @module
 */
import type { JsonObject, JsonValue } from '@sluice/base/json'
import type { FieldSpec } from '../config/field-spec.ts'
import type { Gvk } from '../resources/res-id.ts'

/** Text by text. */
export type Texts = Readonly<Record<string, string>>

/** Selects resources by regular expressions and label selectors; empty parts match anything. */
export interface Selector extends Gvk {
  readonly name?: string
  readonly namespace?: string
  readonly labelSelector?: string
  readonly annotationSelector?: string
}

/** One entry of `patches`. */
export interface PatchEntry {
  readonly path?: string
  readonly patch?: string
  readonly target?: Selector
  readonly options?: { readonly allowNameChange?: boolean; readonly allowKindChange?: boolean }
}

/** One entry of `images`. */
export interface ImageOverride {
  readonly name: string
  readonly newName?: string
  readonly newTag?: string
  readonly tagSuffix?: string
  readonly digest?: string
}

/** One entry of `labels`. */
export interface LabelEntry {
  readonly pairs?: Texts
  readonly includeSelectors?: boolean
  readonly includeTemplates?: boolean
  readonly fields?: readonly FieldSpec[]
}

/** Options of generators. */
export interface GeneratorOptions {
  readonly labels?: Texts
  readonly annotations?: Texts
  readonly disableNameSuffixHash?: boolean
  readonly immutable?: boolean
}

/** One entry of `configMapGenerator` or `secretGenerator`. */
export interface GeneratorEntry {
  readonly name?: string
  readonly namespace?: string
  readonly behavior?: string
  readonly literals?: readonly string[]
  readonly files?: readonly string[]
  readonly envs?: readonly string[]
  readonly env?: string
  readonly type?: string
  readonly options?: GeneratorOptions
}

/** How a text field is split. */
export interface FieldOptions {
  readonly delimiter?: string
  readonly index?: number
  readonly encoding?: string
  readonly create?: boolean
}

/** Where a replacement's value goes. */
export interface ReplacementTarget {
  readonly select?: Selector
  readonly reject?: readonly Selector[]
  readonly fieldPaths?: readonly string[]
  readonly options?: FieldOptions
}

/** One entry of `replacements`. */
export interface Replacement {
  readonly source?: Gvk & {
    readonly name?: string
    readonly namespace?: string
    readonly fieldPath?: string
    readonly options?: FieldOptions
  }
  readonly sourceValue?: string
  readonly targets?: readonly ReplacementTarget[]
  readonly path?: string
}

/** One entry of `vars`. */
export interface Variable {
  readonly name: string
  readonly objref: Gvk & { readonly apiVersion?: string; readonly name?: string; readonly namespace?: string }
  readonly fieldref?: { readonly fieldPath?: string }
}

/** `sortOptions`. */
export interface SortOptions {
  readonly order?: string
  readonly legacySortOptions?: {
    readonly orderFirst?: readonly string[]
    readonly orderLast?: readonly string[]
  }
}

/** A kustomization file after its deprecated fields were folded into the present ones. */
export interface Kustomization {
  readonly apiVersion: string
  readonly kind: string
  readonly openapi?: Texts
  readonly namePrefix?: string
  readonly nameSuffix?: string
  readonly namespace?: string
  readonly commonLabels?: Texts
  readonly labels?: readonly LabelEntry[]
  readonly commonAnnotations?: Texts
  readonly patchesStrategicMerge?: readonly string[]
  readonly patchesJson6902?: readonly PatchEntry[]
  readonly patches?: readonly PatchEntry[]
  readonly images?: readonly ImageOverride[]
  readonly replacements?: readonly Replacement[]
  readonly replicas?: readonly { readonly name: string; readonly count: number }[]
  readonly vars?: readonly Variable[]
  readonly sortOptions?: SortOptions
  readonly resources?: readonly string[]
  readonly components?: readonly string[]
  readonly crds?: readonly string[]
  readonly configMapGenerator?: readonly GeneratorEntry[]
  readonly secretGenerator?: readonly GeneratorEntry[]
  readonly helmGlobals?: JsonObject
  readonly helmCharts?: readonly JsonValue[]
  readonly generatorOptions?: GeneratorOptions
  readonly configurations?: readonly string[]
  readonly generators?: readonly string[]
  readonly transformers?: readonly string[]
  readonly validators?: readonly string[]
  readonly buildMetadata?: readonly string[]
}
