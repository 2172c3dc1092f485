/** `reconcile <kind> name`: asks the controller to act now, and waits until it has. @module */
import { Annotation } from '@sluice/api/meta'
import type { KubeObject } from '@sluice/kube/meta'
import type { Context } from '../context.ts'
import { isSuspended, readyOf, textAt } from '../kinds/fields.ts'
import type { KindRow, SourceReference } from '../kinds/kind-row.ts'
import { awaitHandled } from '../kinds/readiness.ts'
import { rowOf } from '../kinds/table.ts'
import { type AnyCommand, command } from '../parser/command.ts'
import { type FlagTable, toggle } from '../parser/flags.ts'
import { completeNames } from './complete-names.ts'
import { fieldManager } from './field-manager.ts'

const withSource = { 'with-source': toggle('reconcile the source first') } as const
const releaseFlags = {
  ...withSource,
  force: toggle('install or upgrade even without a change'),
  reset: toggle('forget failures first'),
} as const

/** How to reconcile one object. */
interface Request {
  readonly namespace: string
  readonly name: string
  readonly withSource: boolean
  readonly force: boolean
  readonly reset: boolean
}

/** The command that reconciles an object of a kind. */
export function reconcileKind(row: KindRow): AnyCommand {
  const flags: FlagTable = row.kind === 'HelmRelease' ? releaseFlags : row.sourceOf ? withSource : {}
  return command({
    summary: `Reconcile a ${row.kind} object`,
    usage: '[name]',
    examples: [`sluice reconcile ${row.names.join(' ')} app${row.sourceOf ? ' --with-source' : ''}`],
    flags,
    complete: completeNames(row),
    run: async context => {
      const [name] = context.args
      if (name === undefined) throw new Error(`${row.kind} name is required`)
      const { 'with-source': source, force, reset } = context.flags
      await reconcile(row, context, {
        namespace: context.namespace,
        name,
        withSource: source === true,
        force: force === true,
        reset: reset === true,
      })
    },
  })
}

async function reconcile(row: KindRow, context: Context, request: Request): Promise<void> {
  const { log, signal } = context
  const { namespace, name } = request
  const client = await context.client()
  const kind = await row.load()
  const before = await client.get(kind, namespace, name, signal)
  if (row.staticMessage?.(before) !== undefined)
    return log.success('reconciliation not supported by the object')
  if (isSuspended(before)) throw new Error('resource is suspended')
  if (request.withSource && row.sourceOf) await reconcileSource(row.sourceOf(before), context)

  log.action(`annotating ${row.kind} ${name} in ${namespace} namespace`)
  await requestReconciliation(row, context, request)
  log.success(`${row.kind} annotated`)
  log.waiting(`waiting for ${row.kind} reconciliation`)
  const after = await awaitHandled(context, kind, request, textAt(before, 'status', 'lastHandledReconcileAt'))
  requireReady(row, after)
  log.success(row.success(after))
}

async function reconcileSource(reference: SourceReference, context: Context): Promise<void> {
  const row = rowOf(reference.kind)
  if (!row?.verbs.includes('reconcile')) throw new Error(`cannot reconcile source of kind ${reference.kind}`)
  // A chart is only as new as the index it is looked up in, so its own source goes first.
  const withSource = reference.kind === 'HelmChart'
  await reconcile(row, context, { ...reference, withSource, force: false, reset: false })
}

async function requestReconciliation(row: KindRow, context: Context, request: Request): Promise<void> {
  const client = await context.client()
  const now = new Date(context.now()).toISOString()
  const annotations = {
    [Annotation.RequestedAt]: now,
    ...(request.force ? { [Annotation.ForceAt]: now } : {}),
    ...(request.reset ? { [Annotation.ResetAt]: now } : {}),
  }
  await client.patch(
    await row.load(),
    request.namespace,
    request.name,
    { type: 'merge', body: { metadata: { annotations } } },
    { fieldManager, signal: context.signal },
  )
}

function requireReady(row: KindRow, object: KubeObject): void {
  const ready = readyOf(object)
  if (!ready) throw new Error("status can't be determined")
  if (ready.status !== 'True') throw new Error(`${row.kind} reconciliation failed: '${ready.message}'`)
}
