import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { type ConnectionConfig, KubeconfigError } from './config.ts'
import { connectionOf, type KubeconfigOptions, mergeKubeconfigs } from './kubeconfig.ts'

/** Where a pod finds its ServiceAccount. */
const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Where to look for a kubeconfig. */
export interface LoadKubeconfigOptions extends KubeconfigOptions {
  /** One file; it must exist. */
  readonly path?: string
  /** The value of KUBECONFIG: a list of files, missing ones are skipped. */
  readonly paths?: string
  /** In a pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT. */
  readonly serviceHost?: string
  readonly servicePort?: string
}

/**
 * Finds the connection as kubectl does: the given file, or the files of KUBECONFIG, or `~/.kube/config`, or (where
 * none of these has a cluster) the pod's ServiceAccount.
 * @throws KubeconfigError if there is none, or it is unusable
 */
export function loadKubeconfig(options: LoadKubeconfigOptions = {}): ConnectionConfig {
  const files = kubeconfigFiles(options)
  if (files.length === 0) {
    const inCluster = inClusterConnection(options)
    if (inCluster) return inCluster
    throw new KubeconfigError(`no kubeconfig found (looked at ${options.paths || '~/.kube/config'})`)
  }
  const sources = files.map(path => ({ text: readText(path), base: dirname(path) }))
  return connectionOf(mergeKubeconfigs(sources), readText, options)
}

/** The connection that a kubeconfig text describes; relative paths in it start from `base`. */
export function parseKubeconfig(
  text: string,
  options: KubeconfigOptions & { readonly base?: string } = {},
): ConnectionConfig {
  const merged = mergeKubeconfigs([{ text, base: options.base ?? '' }])
  return connectionOf(merged, options.allowFiles === false ? () => '' : readText, options)
}

/** The connection of a pod's ServiceAccount; undefined outside a pod. */
export function inClusterConnection(options: LoadKubeconfigOptions): ConnectionConfig | undefined {
  const { serviceHost, servicePort = '443' } = options
  const tokenFile = join(serviceAccountFolder, 'token')
  if (!serviceHost || !existsSync(tokenFile)) return undefined
  const host = serviceHost.includes(':') ? `[${serviceHost}]` : serviceHost
  return {
    server: `https://${host}:${servicePort}`,
    certificateAuthority: readText(join(serviceAccountFolder, 'ca.crt')),
    credentials: { tokenFile },
    namespace: readText(join(serviceAccountFolder, 'namespace')).trim(),
  }
}

function kubeconfigFiles({ path, paths }: LoadKubeconfigOptions): readonly string[] {
  if (path) return [path]
  if (paths) return paths.split(delimiter).filter(entry => entry !== '' && existsSync(entry))
  const usual = join(homedir(), '.kube', 'config')
  return existsSync(usual) ? [usual] : []
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new KubeconfigError(`cannot read '${path}': ${why}`, { cause: error })
  }
}
