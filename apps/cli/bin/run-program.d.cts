import type { Script } from 'node:vm'
import type { Program } from '../src/programs/program.ts'

export declare function findProgram(args: readonly string[], folder: string): Program['run'] | undefined
export declare function codeOf(file: string, flags: readonly string[]): string
export declare function load(
  file: string,
  source: string,
  code?: Buffer,
): Program & { readonly script: Script }
