import type { Kind } from '../meta/index.ts'
import type { ObjectCache } from './cache.ts'
import type { AnyObject, Run } from './run.ts'

/** A named part of a reconciliation. */
export interface Stage {
  /**
   * Reconciling's message while it runs; `{name}` is filled in from `run.describe()`. Without it the stage reports no
   * progress and leaves the conditions alone.
   */
  readonly doing?: string
  /** Ready's reason when it fails. */
  readonly failsWith: string
  /** A negative-polarity condition (`FetchFailed`) that is True while it fails and gone once it succeeds. */
  readonly condition?: string
}

/** What differs from kind to kind in how conditions and times are kept. */
export interface Policy<T extends AnyObject> {
  /** Milliseconds until the next run after a success (jitter is added). */
  interval(object: T): number
  /** Milliseconds until the next run after a failure. Absent: exponential backoff. */
  retryAfter?(object: T): number
  /**
   * When status.observedGeneration moves: on Ready=True only, on Stalled too, or never, where the kind's status has no
   * such field and conditions alone say which generation they are about.
   */
  readonly observes: 'ready' | 'settled' | 'never'
  /**
   * Whether a suspended object's observedGeneration moves: always, only while Ready=True, or always but not that of
   * the Ready condition (`status`; `unasked`: even of one that was never reconciled). Default: `always`.
   */
  readonly suspendedObserves?: 'always' | 'ready' | 'status' | 'unasked'
  /**
   * Ready's message while a stage with `doing` runs: Ready becomes Unknown. Absent: a Ready that is True or False
   * stays until drift is seen, and an Unknown one has Reconciling's message.
   */
  readonly progressingMessage?: string
  /** Reconciling's message before the first stage. Absent: nothing is set until a stage has a `doing`. */
  starting?(object: T): string | undefined
  /** Reconciling stays as it was when a run fails, instead of saying that it will be tried again. */
  readonly keepsProgress?: boolean
  /** Emit "Reconciliation finished in …, next run in …" after each success, with this metadata. */
  readonly announcesSuccess?: { readonly metadata?: Readonly<Record<string, string>> }
}

/** Names an object of the reconciler's kind. */
export interface ObjectKey {
  readonly namespace: string
  readonly name: string
}

/** A change of objects of another (or the same) kind that leads to reconciliations. */
export interface SecondaryWatch<T extends AnyObject = AnyObject, O extends AnyObject = AnyObject> {
  readonly kind: Kind<O>
  /** Which changes count. Default: a changed resourceVersion. `previous` is undefined for a new object. */
  when?(object: O, previous: O | undefined): boolean
  /** Whom to wake. `objects` are those of the reconciler's kind. */
  map(object: O, objects: ObjectCache<T>): readonly ObjectKey[]
  /** Only objects with these labels. */
  readonly labelSelector?: string
  /** Only their metadata: `spec` and `status` are absent. */
  readonly metadataOnly?: boolean
}

/** What a run that got to its end says: Ready=True. */
export interface Ready {
  readonly type: 'ready'
  readonly reason: string
  readonly message: string
  /** Milliseconds until the next run, if not the interval. Only for what has a time of its own (a token's expiry). */
  readonly requeueAfter?: number
}

/**
 * What a run says that has told its outcome already: Ready is as `run.assess` left it, and no event is added. Only for
 * kinds whose Ready sums up conditions of their own.
 */
export interface Told {
  readonly type: 'told'
  /** Reconciling: gone, as the last progress left it, or what the next run goes on with. */
  readonly progress: 'done' | 'kept' | { readonly message: string }
  /** Nothing can be done until the object changes: `Stalled=True`, no retry. */
  readonly stalled?: { readonly reason: string; readonly message: string }
  /** When the next run is, unless stalled. */
  readonly next: 'interval' | 'backoff' | { readonly milliseconds: number }
  /** Whether this generation counts as observed. */
  readonly observed: boolean
}

/** Ends a reconciliation with Ready=True. */
export function ready(
  reason: string,
  message: string,
  options: { readonly requeueAfter?: number } = {},
): Ready {
  return { type: 'ready', reason, message, ...options }
}

/** A reconciler as its author writes it. */
export interface ReconcilerDefinition<T extends AnyObject, StageName extends string = string> {
  readonly kind: Kind<T>
  /** Source component of events and `controller` in logs and metrics, such as `kustomize-controller`. */
  readonly controller: string
  /** Field owner of status and finalizer writes. Default: the controller. */
  readonly fieldOwner?: string
  readonly finalizer?: string
  /**
   * Whether the object is there to be referred to only. It is not reconciled and gets neither finalizer nor status;
   * what it has of them from another time is finalized and taken away.
   */
  isStatic?(object: T): boolean
  readonly stages: Readonly<Record<StageName, Stage>>
  readonly policy: Policy<T>
  /** Ways to look objects up in the cache: `objects.byIndex('source', 'GitRepository/ns/name')`. */
  readonly indexes?: Readonly<Record<string, (object: T) => readonly string[]>>
  readonly watches?: readonly SecondaryWatch<T, never>[]
  /** Whether a run's `interruption` ends when the object, or one that is watched for it, changes. */
  readonly interruptible?: boolean
  /** Whatever else wakes objects. Called once, before the start; returns how to stop. */
  wakeups?(wake: (key: ObjectKey) => void): () => void
  reconcile(object: T, run: Run<T, StageName>): Promise<Ready | Told>
  /**
   * Runs before the finalizer is removed. Throwing keeps the finalizer and retries with backoff; so does `Told`, whose
   * status is written.
   */
  finalize?(object: T, run: Run<T, StageName>): Promise<void> | Promise<Told | undefined>
}

/** A reconciler that a manager can run. */
export type Reconciler<T extends AnyObject = AnyObject> = Required<
  Pick<ReconcilerDefinition<T>, 'fieldOwner' | 'indexes' | 'watches'>
> &
  ReconcilerDefinition<T>

/** Completes and checks a reconciler's definition. @throws TypeError if it contradicts itself */
export function defineReconciler<T extends AnyObject, StageName extends string>(
  definition: ReconcilerDefinition<T, StageName>,
): Reconciler<T> {
  if (definition.finalize && !definition.finalizer) {
    throw new TypeError(`${definition.kind.kind}: finalize needs a finalizer`)
  }
  return {
    ...definition,
    fieldOwner: definition.fieldOwner ?? definition.controller,
    indexes: definition.indexes ?? {},
    watches: definition.watches ?? [],
    reconcile: definition.reconcile.bind(definition),
    finalize: definition.finalize?.bind(definition),
  } as unknown as Reconciler<T>
}

/** A watch with the kind's own object type, for the `watches` list. */
export function watch<T extends AnyObject, O extends AnyObject>(
  secondary: SecondaryWatch<T, O>,
): SecondaryWatch<T, never> {
  return secondary as unknown as SecondaryWatch<T, never>
}
