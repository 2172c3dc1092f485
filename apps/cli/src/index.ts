/** The command line as a function, for tests and for programs that embed it. @module */
export { commandTree } from './command-tree.ts'
export type { Surroundings } from './context.ts'
export { runCli } from './run-cli.ts'
