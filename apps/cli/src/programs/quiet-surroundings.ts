import type { Surroundings } from '../context.ts'

/** For programs that are tried out when they are bundled: nothing of the machine but its files. */
export function quietSurroundings(cwd: string): Surroundings {
  return {
    program: 'sluice',
    env: {},
    cwd,
    out: () => {},
    err: () => {},
    readInput: async () => Buffer.alloc(0),
    readLine: async () => '',
    now: Date.now,
    sleep: async () => {},
    connect: async () => {
      throw new Error('there is no cluster')
    },
    interrupted: new AbortController().signal,
  }
}
