import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Context } from '../../context.ts'

/** The namespace as Helm finds it: the flag, `HELM_NAMESPACE`, that of the kubeconfig's context, or `default`. */
export async function releaseNamespace(context: Context): Promise<string> {
  if (context.changed.has('namespace')) return context.global.namespace
  const fromEnv = context.env['HELM_NAMESPACE']
  if (fromEnv) return fromEnv
  if (!hasKubeconfig(context)) return 'default'
  const { findConnection } = await import('../../connect.ts')
  const connection = await findConnection(context.global, context.env).catch(() => undefined)
  return connection?.namespace || 'default'
}

/** Looking for the file is much cheaper than loading what reads it. */
function hasKubeconfig({ global, env }: Context): boolean {
  if (global.kubeconfig || env['KUBECONFIG']) return true
  return existsSync(join(env['HOME'] ?? homedir(), '.kube', 'config'))
}
