import { type AnyCommand, command } from '../parser/command.ts'

/** A command that Flux has and Sluice has not yet: it says so instead of being unknown. */
export function unavailable(name: string): AnyCommand {
  return command({
    summary: `Not available yet: ${name}`,
    flags: {},
    skipsNamespaceCheck: true,
    run: async () => {
      throw new Error(`'${name}' is not available in this version of sluice yet`)
    },
  })
}
