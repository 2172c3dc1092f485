import { type Context, Exit } from '../../context.ts'
import type { FlagTable } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'

/**
 * Prints what would change of the object that the command line names; `kind` is in lower case.
 * @throws Exit with code 1 if something would change, with 2 if that cannot be told
 */
export async function tellChanges<F extends FlagTable>(
  context: Context<F>,
  kind: string,
  reportOf: (context: Context<F>, name: string) => Promise<string>,
): Promise<void> {
  const [name] = context.args
  if (name === undefined) throw new UsageError(`${kind} name is required`)
  const report = await reportOf(context, name).catch((error: unknown) => {
    if (context.signal.aborted || !(error instanceof Error)) throw error
    throw new Exit(2, error.message)
  })
  context.out(report)
  if (report === '') return
  context.log.warning('identified at least one change, exiting with non-zero exit code')
  throw new Exit(1)
}
