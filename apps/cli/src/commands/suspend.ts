/** `suspend <kind> name…`: controllers leave the objects alone until `resume`. @module */
import type { KubeObject } from '@sluice/kube/meta'
import type { Context } from '../context.ts'
import type { KindRow } from '../kinds/kind-row.ts'
import { type AnyCommand, command } from '../parser/command.ts'
import { completeNames } from './complete-names.ts'
import { fieldManager } from './field-manager.ts'
import { suspendFlags } from './group-flags.ts'

/** The command that suspends objects of a kind. */
export function suspendKind(row: KindRow): AnyCommand {
  return command({
    summary: `Suspend reconciliation of ${row.kind} objects`,
    usage: '[name]...',
    examples: [`sluice suspend ${row.names.join(' ')} app`],
    flags: suspendFlags,
    complete: completeNames(row),
    run: context => run(row, context),
  })
}

async function run(row: KindRow, context: Context<typeof suspendFlags>): Promise<void> {
  const { args, flags, namespace, log } = context
  if (args.length === 0 && !flags.all) throw new Error(`${row.human} name is required`)
  if (args.length === 0) {
    const objects = await findObjects(row, context)
    if (objects.length === 0) throw new Error('no objects found')
    for (const object of objects) await suspend(row, object, context)
    return
  }
  for (const name of new Set(args)) {
    try {
      const [object] = await findObjects(row, context, name)
      if (object) await suspend(row, object, context)
      else log.failure(`${row.kind} ${name} not found in ${namespace} namespace`)
    } catch (error) {
      // One object that cannot be changed must not keep the others from being suspended.
      if (context.signal.aborted) throw error
      log.failure(`failed suspending ${row.kind} ${name} in ${namespace} namespace: ${textOf(error)}`)
    }
  }
}

async function suspend(row: KindRow, object: KubeObject, context: Context): Promise<void> {
  context.log.action(`suspending ${row.human} ${object.metadata.name} in ${context.namespace} namespace`)
  await setSuspended(row, object, context, true)
  context.log.success(`${row.human} suspended`)
}

/** Objects of a kind in the namespace; with a name at most that one. */
export async function findObjects(
  row: KindRow,
  context: Context,
  name?: string,
): Promise<readonly KubeObject[]> {
  const client = await context.client()
  const { items } = await client.list(await row.load(), {
    namespace: context.namespace,
    ...(name === undefined ? {} : { fieldSelector: `metadata.name=${name}` }),
    signal: context.signal,
  })
  return items
}

/** Sets or removes `spec.suspend`. */
export async function setSuspended(
  row: KindRow,
  object: KubeObject,
  context: Context,
  suspended: boolean,
): Promise<KubeObject> {
  const client = await context.client()
  const body = { spec: { suspend: suspended ? true : null } }
  return client.patch(
    await row.load(),
    context.namespace,
    object.metadata.name,
    { type: 'merge', body },
    { fieldManager, signal: context.signal },
  )
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
