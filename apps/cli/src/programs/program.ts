import type { Surroundings } from '../context.ts'
import type { Group } from '../parser/command.ts'
import { processSurroundings } from '../process-surroundings.ts'
import { runCli } from '../run-cli.ts'
import { useProxies } from '../use-proxies.ts'

/** A command as a program of its own. */
export interface Program {
  /** Runs the command line, whose first words are the command's; resolves to the exit code. */
  readonly run: (program: string, args: readonly string[], around?: Surroundings) => Promise<number>
}

/** The program of a tree that holds one command. */
export function programOf(tree: (program: string) => Group): Program['run'] {
  return async (program, args, given) => {
    const around = given ?? processSurroundings(program)
    await useProxies(around.env)
    return runCli(tree(program), args, around)
  }
}
