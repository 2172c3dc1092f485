import type { CustomKind } from '@sluice/api/crds'
import type { KubeObject } from '@sluice/kube/meta'

/** What the verbs need to know of a kind. */
export interface KindRow {
  readonly kind: string
  /** How commands name the kind: `source git` is a command in a group. */
  readonly names: readonly string[]
  readonly aliases?: readonly string[]
  /** How `get` names it, where that differs. */
  readonly plural?: { readonly names: readonly string[]; readonly aliases?: readonly string[] }
  /** What the kind is called in sentences. */
  readonly human: string
  readonly verbs: readonly Verb[]
  readonly load: () => Promise<CustomKind>
  /** Columns between the name and READY. */
  readonly columns: readonly Column[]
  /** Columns with `--show-source`. */
  readonly sourceColumn?: Column
  /** What to say when a reconciliation succeeded. */
  readonly success: (object: KubeObject) => string
  /** An object without a reconciler: what to show as its message. */
  readonly staticMessage?: (object: KubeObject) => string | undefined
  /** Whether digests in messages are cut short. */
  readonly shortMessage?: boolean
  /** The object whose reconciliation comes first with `--with-source`. */
  readonly sourceOf?: (object: KubeObject) => SourceReference
}

/** What can be done with the objects of a kind. */
export type Verb = 'get' | 'reconcile' | 'suspend' | 'resume' | 'export' | 'delete'

/** A column of `get`. */
export interface Column {
  readonly title: string
  readonly value: (object: KubeObject) => string
}

/** Where an object's content comes from. */
export interface SourceReference {
  readonly kind: string
  readonly name: string
  readonly namespace: string
}
