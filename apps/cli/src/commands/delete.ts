/** `delete <kind> name`, after a question unless `--silent`. @module */
import type { Context } from '../context.ts'
import type { KindRow } from '../kinds/kind-row.ts'
import { type AnyCommand, command } from '../parser/command.ts'
import { completeNames } from './complete-names.ts'
import { deleteFlags } from './group-flags.ts'

/** The command that deletes an object of a kind. */
export function deleteKind(row: KindRow): AnyCommand {
  return command({
    summary: `Delete a ${row.kind} object`,
    usage: '[name]',
    examples: [`sluice delete ${row.names.join(' ')} app --silent`],
    flags: deleteFlags,
    complete: completeNames(row),
    run: context => run(row, context),
  })
}

async function run(row: KindRow, context: Context<typeof deleteFlags>): Promise<void> {
  const { log, namespace, signal } = context
  const [name] = context.args
  if (name === undefined) throw new Error(`${row.human} name is required`)
  const client = await context.client()
  const kind = await row.load()
  await client.get(kind, namespace, name, signal)
  if (!context.flags.silent) await confirm(context, `Are you sure you want to delete this ${row.human}`)
  log.action(`deleting ${row.human} ${name} in ${namespace} namespace`)
  await client.delete(kind, namespace, name, { signal })
  log.success(`${row.human} deleted`)
}

/** Asks; anything but yes ends the command. */
export async function confirm(context: Context, question: string): Promise<void> {
  context.err(`${question} [y/N] `)
  const answer = await context.readLine()
  if (!/^y(es)?$/i.test(answer.trim())) throw new Error('aborting')
}
