import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { openProblem } from '../create/read-values.ts'

/** The text of a file that a flag names; empty for none. @throws Error that begins with `problem` */
export function readFlagFile(cwd: string, path: string, problem: string): string {
  if (!path) return ''
  try {
    return readFileSync(resolve(cwd, path), 'utf8')
  } catch (error) {
    throw new Error(`${problem}: ${openProblem(error, path)}`, { cause: error })
  }
}
