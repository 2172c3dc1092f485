/** `get all`, `get sources all`, `get images all`: a table per kind that has objects. @module */
import { isNotFound, UnknownKindError } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import type { Context } from '../../context.ts'
import type { KindRow } from '../../kinds/kind-row.ts'
import { type AnyCommand, command } from '../../parser/command.ts'
import { getFlags } from '../group-flags.ts'
import { listKind, tableOf } from './get-kind.ts'
import { printObjects } from './print-objects.ts'

/** The command that gets the objects of several kinds. */
export function getAll(summary: string, rows: readonly KindRow[]): AnyCommand {
  return command({ summary, flags: getFlags, run: context => run(rows, context) })
}

async function run(rows: readonly KindRow[], context: Context<typeof getFlags>): Promise<void> {
  if (context.flags.watch) throw new Error('expected a single resource type, but found all')
  const asTable = context.flags.output === '' || context.flags.output === 'wide'
  const found: KubeObject[] = []
  for (const row of rows) {
    try {
      const list = await listKind(await row.load(), context)
      if (!asTable) found.push(...list.items)
      const table = asTable && list.items.length > 0 ? tableOf(row, list, context, { kindInName: true }) : ''
      if (table) context.out(`${table}\n`)
    } catch (error) {
      // A cluster need not have every kind; any other failure must not hide the kinds behind it.
      if (!isNotFound(error) && !(error instanceof UnknownKindError))
        context.log.failure(error instanceof Error ? error.message : String(error))
    }
  }
  if (!asTable) printObjects(found, context)
}
