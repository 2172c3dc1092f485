import type { KubeClient } from '@sluice/kube/client'
import type { globalFlags } from './global-flags.ts'
import type { FlagTable, Values } from './parser/flags.ts'
import type { Log } from './printing/log.ts'

/** The process around the command, so that tests can stand in for it. */
export interface Surroundings {
  /** What the command is called: `sluice`, or the name of a link to it. */
  readonly program: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  out(text: string): void
  err(text: string): void
  /** All of standard input. */
  readInput(): Promise<Buffer>
  /** One line of standard input. */
  readLine(): Promise<string>
  now(): number
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /**
   * Runs the whole command once more, with as much stack as the system gives; gives its exit code. Undefined where there is
   * no more to be had, or standard input was read already.
   */
  restartWithMoreStack?(): Promise<number | undefined>
  /** Opens a connection by the global flags. */
  connect(flags: Values<typeof globalFlags>, env: Surroundings['env']): Promise<KubeClient>
  /** Aborts when the user interrupts. */
  readonly interrupted: AbortSignal
}

/** What a command's `run` is given. */
export interface Context<F extends FlagTable = FlagTable> extends Surroundings {
  readonly args: readonly string[]
  readonly flags: Values<F>
  readonly global: Values<typeof globalFlags>
  /** Names of the flags that were given. */
  readonly changed: ReadonlySet<string>
  readonly namespace: string
  /** Aborts after `--timeout`, or when the user interrupts. */
  readonly signal: AbortSignal
  readonly log: Log
  /** The connection, made when first asked for. */
  client(): Promise<KubeClient>
}

/** Ends a command with an exit code of its own and, perhaps, a message. */
export class Exit extends Error {
  override readonly name = 'Exit'
  readonly code: number

  constructor(code: number, message = '') {
    super(message)
    this.code = code
  }
}
