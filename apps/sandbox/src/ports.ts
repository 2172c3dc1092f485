import { createServer } from 'node:net'
import type { SandboxPorts } from './state.ts'

/** Where a sandbox listens unless told otherwise, so that what one pastes is the same tomorrow. */
const usualPorts: SandboxPorts = { api: 7443, git: 7444, artifacts: 7445, receiver: 7446 }

/** An address that was asked for is taken by another program. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken'
}

/**
 * The ports to listen on: those asked for (`api`, and the three behind it), else those of the last run, else the
 * usual ones; where one of these is taken, any free one.
 * @throws PortTaken if a port that was asked for is not free
 */
export async function choosePorts(
  asked: number | undefined,
  last: SandboxPorts | undefined,
): Promise<SandboxPorts> {
  if (asked !== undefined) {
    const ports = { api: asked, git: asked + 1, artifacts: asked + 2, receiver: asked + 3 }
    for (const port of Object.values(ports)) {
      if (!(await isFree(port)))
        throw new PortTaken(`cannot listen on 127.0.0.1:${port}: another program does; try another --port`)
    }
    return ports
  }
  const wanted = last ?? usualPorts
  const [api, git, artifacts, receiver] = await Promise.all([
    freePort(wanted.api),
    freePort(wanted.git),
    freePort(wanted.artifacts),
    freePort(wanted.receiver),
  ])
  return { api, git, artifacts, receiver }
}

async function freePort(wanted: number): Promise<number> {
  return (await isFree(wanted)) ? wanted : await listenOnce(0)
}

async function isFree(port: number): Promise<boolean> {
  try {
    await listenOnce(port)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES'))
      return false
    throw error
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port))
    })
  })
}
