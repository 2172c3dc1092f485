import { isTaken, listenNear } from '@sluice/operator'
import type { SandboxPorts } from './state.ts'

/** Where a sandbox listens unless told otherwise, so that what one pastes is the same tomorrow. */
const usualPorts: SandboxPorts = { api: 7443, git: 7444, artifacts: 7445, receiver: 7446 }

/** An address that was asked for is taken by another program. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken'
}

/** Which ports to try, and whether others will do. */
export interface WantedPorts extends SandboxPorts {
  readonly isFirm: boolean
}

/** The ports asked for (`api`, and the three behind it), else those of the last run, else the usual ones. */
export function wantedPorts(asked: number | undefined, last: SandboxPorts | undefined): WantedPorts {
  if (asked === undefined) return { ...(last ?? usualPorts), isFirm: false }
  return { api: asked, git: asked + 1, artifacts: asked + 2, receiver: asked + 3, isFirm: true }
}

/**
 * Starts a server on its port; where another program has that one, on any.
 * @throws PortTaken if the port was asked for and is not free
 */
export async function listenAt<T>(
  port: number,
  { isFirm }: WantedPorts,
  start: (port: number) => Promise<T>,
): Promise<T> {
  if (!isFirm) return listenNear(port, start)
  try {
    return await start(port)
  } catch (error) {
    if (isTaken(error)) throw new PortTaken(refusal(error, port), { cause: error })
    throw error
  }
}

function refusal(error: unknown, first: number): string {
  const port = error instanceof Error && 'port' in error ? error.port : first
  return `cannot listen on 127.0.0.1:${port}: another program does; try another --port`
}

/** The port that an address names. */
export function portOf(url: string | undefined): number {
  return url === undefined ? 0 : Number(new URL(url).port)
}
