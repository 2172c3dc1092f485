/**
 * What every `create` does: build a manifest out of flags; print it, or apply it and wait until it is ready.
 * @module
 */
import type { JsonObject } from '@sluice/base/json'
import { isConflict } from '@sluice/kube/client'
import type { KindInfo, KubeObject } from '@sluice/kube/meta'
import type { Context } from '../../context.ts'
import { awaitReady } from '../../kinds/readiness.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { formatManifest } from '../../printing/manifest.ts'
import { fieldManager } from '../field-manager.ts'
import type { createFlags } from '../group-flags.ts'
import { parseLabels } from './labels.ts'

/** A context with the flags of every `create`. */
export type CreateContext = Context<typeof createFlags>

/** What to say on the way. */
export interface Wording {
  /** What is generated, applied and waited for: `Kustomization`, `GitRepository source`. */
  readonly subject: string
  /** `<created> created`; the subject unless told. */
  readonly created?: string
  /** Said when ready: `Kustomization apps is ready`. */
  readonly ready: (object: KubeObject) => string
  /** Said last. */
  readonly result?: (object: KubeObject) => string
  /** When it is said that the manifest is generated: before it is applied unless told, printed or not, or never. */
  readonly generating?: 'applied' | 'always' | 'never'
}

/** A manifest to create or update. */
export interface Creation {
  readonly kind: KindInfo & { readonly apiVersion: string }
  readonly spec: JsonObject
  readonly wording: Wording
  /** Kinds without a reconciler are ready at once. */
  readonly isStatic?: boolean
  /** Done after the first words, before the object is applied; what it gives is merged into the spec. */
  readonly prepare?: (context: Context) => Promise<JsonObject>
}

/** Checks the name, builds, then prints or applies and waits. */
export async function create(
  context: CreateContext,
  build: (name: string) => Creation | Promise<Creation>,
): Promise<void> {
  const name = requireName(context.args)
  const creation = await build(name)
  const { wording } = creation
  const labels = parseLabels(context.flags.label)
  const manifest = (spec: JsonObject) =>
    manifestOf(creation.kind, { name, namespace: context.namespace, labels }, spec)
  const { generating = 'applied' } = wording
  if (generating === 'always' || (generating === 'applied' && !context.flags.export))
    context.log.generate(`generating ${wording.subject}`)
  if (context.flags.export) {
    context.out(formatManifest(manifest(creation.spec)))
    return
  }
  const prepared = (await creation.prepare?.(context)) ?? {}
  context.log.action(`applying ${wording.subject}`)
  const isNew = await upsert(context, creation.kind, manifest({ ...creation.spec, ...prepared }))
  context.log.success(`${wording.created ?? wording.subject} ${isNew ? 'created' : 'updated'}`)
  context.log.waiting(`waiting for ${wording.subject} reconciliation`)
  const object = await awaitReady(context, creation.kind, name, {
    namespace: context.namespace,
    isStatic: creation.isStatic ?? false,
  })
  context.log.success(wording.ready(object))
  if (wording.result) context.log.success(wording.result(object))
}

/** The first argument. @throws UsageError if there is none, or it is no name */
export function requireName(args: readonly string[]): string {
  const [name] = args
  if (name === undefined) throw new UsageError('name is required')
  if (!/^[a-z0-9]([a-z0-9-]){0,61}[a-z0-9]$/.test(name))
    throw new UsageError(
      `name '${name}' is invalid, it should adhere to standard defined in RFC 1123, the name can only contain alphanumeric characters or '-'`,
    )
  return name
}

/** Creates the object, or gives the one that exists these labels and this spec. Resolves to whether it is new. */
export async function upsert(context: Context, kind: KindInfo, manifest: JsonObject): Promise<boolean> {
  const client = await context.client()
  const options = { fieldManager, signal: context.signal }
  const wanted = manifest as JsonObject & KubeObject
  for (let attempt = 0; ; attempt++) {
    const found = await client.find(kind, context.namespace, wanted.metadata.name, context.signal)
    if (!found) {
      await client.create(wanted, options)
      return true
    }
    try {
      const { labels } = wanted.metadata
      await client.update(
        { ...found, ...wanted, metadata: { ...found.metadata, ...(labels ? { labels } : {}) } },
        options,
      )
      return false
    } catch (error) {
      // Its controller wrote the status in between.
      if (!isConflict(error) || attempt >= 4) throw error
    }
  }
}

/** A manifest of a kind. */
export function manifestOf(
  kind: { readonly apiVersion: string; readonly kind: string },
  identity: {
    readonly name: string
    readonly namespace: string
    readonly labels: Readonly<Record<string, string>>
  },
  spec: JsonObject,
): JsonObject {
  const { name, namespace, labels } = identity
  return {
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    metadata: { ...(Object.keys(labels).length > 0 ? { labels } : {}), name, namespace },
    spec,
  }
}
