/** Runs command lines against a cluster in memory. @module */
import { allKinds } from '@sluice/api/crds'
import type { KubeObject } from '@sluice/kube/meta'
import { MemoryCluster } from '@sluice/testing'
import { commandTree } from '../src/command-tree.ts'
import type { Surroundings } from '../src/context.ts'
import { runCli } from '../src/run-cli.ts'

/** What a command line did. */
export interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** The moment at which all tests happen. */
export const now = Date.parse('2026-05-01T12:00:00Z')

/** A cluster that serves every kind, with these objects. */
export function cluster(...objects: readonly object[]): MemoryCluster {
  return new MemoryCluster({ kinds: allKinds, objects })
}

/** How to run. */
export interface RunOptions {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly program?: string
  /** Called instead of sleeping: what changes in the cluster meanwhile. */
  readonly meanwhile?: (cluster: MemoryCluster) => void
}

/** Runs a command line, its words separated by single blanks. */
export async function run(
  line: string | readonly string[],
  target: MemoryCluster = cluster(),
  options: RunOptions = {},
): Promise<Outcome> {
  const words = typeof line === 'string' ? line.split(' ').filter(Boolean) : line
  const program = options.program ?? 'sluice'
  let out = ''
  let err = ''
  const around: Surroundings = {
    program,
    env: options.env ?? {},
    cwd: options.cwd ?? '/',
    out: text => {
      out += text
    },
    err: text => {
      err += text
    },
    readInput: async () => Buffer.from(options.input ?? ''),
    readLine: async () => (options.input ?? '').split('\n')[0] ?? '',
    now: () => now,
    sleep: async (_ms, signal) => {
      if (!options.meanwhile) throw new Error('waits for something that never comes')
      options.meanwhile(target)
      signal.throwIfAborted()
    },
    connect: async () => target,
    interrupted: new AbortController().signal,
  }
  const code = await runCli(commandTree(program), words, around)
  return { code, out, err }
}

/** An object of one of our kinds in the namespace `apps`. */
export function object(
  kind: string,
  name: string,
  parts: { readonly spec?: object; readonly status?: object; readonly metadata?: object } = {},
): object {
  const info = allKinds.find(candidate => candidate.kind === kind)
  const { spec = {}, status, metadata } = parts
  return {
    apiVersion: info?.apiVersion,
    kind,
    metadata: { name, namespace: 'apps', generation: 1, ...metadata },
    spec,
    ...(status ? { status } : {}),
  }
}

/** A status whose Ready condition is this. */
export function ready(status: 'True' | 'False' | 'Unknown', message: string, more: object = {}): object {
  const condition = {
    type: 'Ready',
    status,
    reason: 'Because',
    message,
    lastTransitionTime: '2026-05-01T11:00:00Z',
    observedGeneration: 1,
  }
  return { observedGeneration: 1, conditions: [condition], ...more }
}

/** Changes the stored object as a controller would. */
export function change(target: MemoryCluster, kind: string, name: string, parts: object): void {
  const found = target.peek(kind, 'apps', name)
  if (found) target.seed({ ...found, ...parts } satisfies Partial<KubeObject>)
}

/** Lines without the blanks that align them. */
export function lines(text: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .map(line =>
      line
        .split('\t')
        .map(cell => cell.trimEnd())
        .join('|')
        .replace(/\|+$/, ''),
    )
}
