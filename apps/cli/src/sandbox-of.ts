import { dirname } from 'node:path'
import type { SandboxStatus } from '@sluice/sandbox/status'
import { findConnection } from './connect.ts'
import type { Context } from './context.ts'

/** The running sandbox whose API server this context talks to; undefined for any other cluster. */
export async function sandboxOf({ global, env }: Context): Promise<SandboxStatus | undefined> {
  const { sandboxStatus } = await import('@sluice/sandbox/status')
  const { server } = await findConnection(global, env)
  const kubeconfig = global.kubeconfig || env['KUBECONFIG']
  const folders = [undefined, ...(kubeconfig ? [dirname(kubeconfig)] : [])]
  for (const dataDir of folders) {
    const status = await sandboxStatus({ dataDir })
    if (status.running && status.apiServer === server) return status
  }
  return undefined
}
