/** `completion <shell>`: a script that asks this command for what could come next. @module */

import { completionScript, type Shell } from '../completion/scripts.ts'
import { type AnyCommand, command } from '../parser/command.ts'

/** The command that prints the script for a shell. */
export function completionFor(shell: Shell): AnyCommand {
  return command({
    summary: `Print the completion script for ${shell}`,
    flags: {},
    skipsNamespaceCheck: true,
    run: async ({ out, program }) => out(completionScript(shell, program)),
  })
}
