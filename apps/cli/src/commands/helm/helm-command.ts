import { type Context, Exit } from '../../context.ts'
import { type Command, command } from '../../parser/command.ts'
import type { FlagTable } from '../../parser/flags.ts'

/** Gives a command its types, and its failures the form in which Helm prints them. */
export function helmCommand<F extends FlagTable>(definition: Command<F>): Command<F> {
  return command({
    ...definition,
    skipsNamespaceCheck: true,
    run: async (context: Context<F>) => {
      try {
        await definition.run(context)
      } catch (error) {
        if (error instanceof Exit || !(error instanceof Error) || error.name === 'AbortError') throw error
        context.err(`Error: ${error.message}\n`)
        throw new Exit(1)
      }
    },
  })
}
