/**
 * Finds the cluster: the flags, `$KUBECONFIG`, `~/.kube/config`, the pod's ServiceAccount, and where there is none of
 * these, a sandbox that runs on this machine.
 * @module
 */
import { readFileSync } from 'node:fs'
import {
  type ConnectionConfig,
  type Credentials,
  createClient,
  type KubeClient,
  KubeconfigError,
  type LoadKubeconfigOptions,
  loadKubeconfig,
} from '@sluice/kube/client'
import type { Surroundings } from './context.ts'
import type { globalFlags } from './global-flags.ts'
import type { Values } from './parser/flags.ts'

type Globals = Values<typeof globalFlags>

/** Opens a connection by the global flags. */
export async function connect(flags: Globals, env: Surroundings['env']): Promise<KubeClient> {
  return createClient(await findConnection(flags, env))
}

/** What is known of the cluster and the user. */
export async function findConnection(flags: Globals, env: Surroundings['env']): Promise<ConnectionConfig> {
  return withOverrides(await fromKubeconfig(flags, env), flags)
}

async function fromKubeconfig(flags: Globals, env: Surroundings['env']): Promise<ConnectionConfig> {
  const options: LoadKubeconfigOptions = {
    ...given('path', flags.kubeconfig),
    ...given('context', flags.context),
    ...given('cluster', flags.cluster),
    ...given('user', flags.user),
    ...given('paths', env['KUBECONFIG'] ?? ''),
    ...given('serviceHost', env['KUBERNETES_SERVICE_HOST'] ?? ''),
    ...given('servicePort', env['KUBERNETES_SERVICE_PORT'] ?? ''),
  }
  try {
    return loadKubeconfig(options)
  } catch (error) {
    if (!(error instanceof KubeconfigError) || flags.kubeconfig || env['KUBECONFIG']) throw error
    if (flags.server) return { server: flags.server }
    return loadKubeconfig({ path: await sandboxKubeconfig(error) })
  }
}

async function sandboxKubeconfig(reason: KubeconfigError): Promise<string> {
  const { sandboxStatus } = await import('@sluice/sandbox/status')
  const { running, kubeconfig } = await sandboxStatus()
  if (!running || !kubeconfig)
    throw new KubeconfigError(
      `${reason.message}, and no sandbox is running; 'sluice sandbox up' starts one`,
      {
        cause: reason,
      },
    )
  return kubeconfig
}

function withOverrides(config: ConnectionConfig, flags: Globals): ConnectionConfig {
  const credentials: Credentials = {
    ...config.credentials,
    ...given('token', flags.token),
    ...given('clientCertificate', readIfGiven(flags['client-certificate'])),
    ...given('clientKey', readIfGiven(flags['client-key'])),
  }
  return {
    ...config,
    ...given('server', flags.server.replace(/\/+$/, '')),
    ...given('certificateAuthority', readIfGiven(flags['certificate-authority'])),
    ...given('tlsServerName', flags['tls-server-name']),
    ...(flags['insecure-skip-tls-verify'] ? { insecureSkipTlsVerify: true } : {}),
    ...(flags.as ? { impersonate: impersonationOf(flags) } : {}),
    credentials,
    timeout: flags.timeout,
  }
}

function impersonationOf(flags: Globals): NonNullable<ConnectionConfig['impersonate']> {
  const extra: Record<string, string[]> = {}
  for (const entry of flags['as-user-extra']) {
    const at = entry.indexOf('=')
    if (at < 1) throw new Error(`invalid --as-user-extra '${entry}', must be key=value`)
    const values = (extra[entry.slice(0, at)] ??= [])
    values.push(entry.slice(at + 1))
  }
  return { user: flags.as, groups: flags['as-group'], ...given('uid', flags['as-uid']), extra }
}

function readIfGiven(path: string): string {
  return path ? readFileSync(path, 'utf8') : ''
}

function given<K extends string>(key: K, value: string): { readonly [name in K]?: string } {
  return (value ? { [key]: value } : {}) as { readonly [name in K]?: string }
}
