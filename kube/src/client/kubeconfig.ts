import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { parseYaml, YamlError } from '@sluice/yaml'
import {
  type ConnectionConfig,
  type Credentials,
  type ExecPlugin,
  type Impersonation,
  KubeconfigError,
} from './config.ts'

/** Reads a file that a kubeconfig names; `base` is the folder of that kubeconfig. */
export type ReadFile = (path: string, base: string) => string

/** One kubeconfig text and the folder that its relative paths start from. */
export interface KubeconfigSource {
  readonly text: string
  readonly base: string
}

/** What to take from a kubeconfig. */
export interface KubeconfigOptions {
  /** Default: the current context. */
  readonly context?: string
  readonly cluster?: string
  readonly user?: string
  /** Refuse exec plugins, and TLS without verification (for kubeconfigs from outside). */
  readonly allowExec?: boolean
  readonly allowInsecureTls?: boolean
  /** Pass over what names a file of this machine. */
  readonly allowFiles?: boolean
}

interface Named {
  readonly value: JsonObject
  readonly base: string
}

/** Kubeconfigs merged as kubectl does: of entries with one name the first counts, also for the current context. */
export interface Kubeconfig {
  readonly currentContext: string
  readonly contexts: ReadonlyMap<string, Named>
  readonly clusters: ReadonlyMap<string, Named>
  readonly users: ReadonlyMap<string, Named>
}

/** Merges kubeconfig texts. @throws KubeconfigError if one is not a kubeconfig */
export function mergeKubeconfigs(sources: readonly KubeconfigSource[]): Kubeconfig {
  const merged = {
    contexts: new Map<string, Named>(),
    clusters: new Map<string, Named>(),
    users: new Map<string, Named>(),
  }
  let currentContext = ''
  for (const { text, base } of sources) {
    const document = documentOf(text)
    if (!document) continue
    currentContext ||= textOf(document['current-context'])
    collect(merged.contexts, document['contexts'], 'context', base)
    collect(merged.clusters, document['clusters'], 'cluster', base)
    collect(merged.users, document['users'], 'user', base)
  }
  return { currentContext, ...merged }
}

/** The connection that a context describes. @throws KubeconfigError if a part is missing or contradictory */
export function connectionOf(
  kubeconfig: Kubeconfig,
  readFile: ReadFile,
  options: KubeconfigOptions = {},
): ConnectionConfig {
  const contextName = options.context ?? kubeconfig.currentContext
  const context = contextName ? kubeconfig.contexts.get(contextName)?.value : undefined
  if (contextName && !context) throw new KubeconfigError(`context '${contextName}' does not exist`)
  const clusterName = options.cluster ?? (textOf(context?.['cluster']) || onlyName(kubeconfig.clusters))
  const cluster = kubeconfig.clusters.get(clusterName)
  if (!cluster)
    throw new KubeconfigError(
      clusterName ? `cluster '${clusterName}' does not exist` : 'no current context is set',
    )
  const userName = options.user ?? textOf(context?.['user'])
  const user = kubeconfig.users.get(userName)
  // client-go: a context may name a user that there is not; who asks for one by name is told.
  if (options.user && !user) throw new KubeconfigError(`user '${userName}' does not exist`)
  return {
    ...clusterPart(cluster, readFile, options),
    ...(user ? userPart(user, readFile, options) : {}),
    ...optional('namespace', textOf(context?.['namespace'])),
  }
}

function clusterPart(
  { value, base }: Named,
  readFile: ReadFile,
  options: KubeconfigOptions,
): ConnectionConfig {
  const server = textOf(value['server'])
  if (!/^https?:\/\//.test(server)) throw new KubeconfigError(`server '${server}' is not a http(s) URL`)
  return {
    server: server.replace(/\/+$/, ''),
    ...optional('certificateAuthority', inlineOrFile(value, 'certificate-authority', base, readFile)),
    ...(value['insecure-skip-tls-verify'] === true && options.allowInsecureTls !== false
      ? { insecureSkipTlsVerify: true }
      : {}),
    ...optional('tlsServerName', textOf(value['tls-server-name'])),
    ...optional('proxyUrl', textOf(value['proxy-url'])),
  }
}

function userPart(
  { value, base }: Named,
  readFile: ReadFile,
  options: KubeconfigOptions,
): { credentials: Credentials; impersonate?: Impersonation } {
  const exec =
    isJsonObject(value['exec']) && options.allowExec !== false ? execOf(value['exec'], base) : undefined
  if (value['auth-provider'] !== undefined)
    throw new KubeconfigError('auth-provider is no longer supported; use exec')
  const tokenFile = textOf(value['tokenFile'])
  const credentials: Credentials = {
    ...optional('clientCertificate', inlineOrFile(value, 'client-certificate', base, readFile)),
    ...optional('clientKey', inlineOrFile(value, 'client-key', base, readFile)),
    ...optional('token', textOf(value['token'])),
    ...(tokenFile && options.allowFiles !== false ? { tokenFile: resolvePath(tokenFile, base) } : {}),
    ...optional('username', textOf(value['username'])),
    ...optional('password', textOf(value['password'])),
    ...(exec ? { exec } : {}),
  }
  const user = textOf(value['as'])
  if (!user) return { credentials }
  return {
    credentials,
    impersonate: { user, groups: texts(value['as-groups']), ...optional('uid', textOf(value['as-uid'])) },
  }
}

function execOf(value: JsonObject, base: string): ExecPlugin {
  const command = textOf(value['command'])
  if (!command) throw new KubeconfigError('exec has no command')
  const env: Record<string, string> = {}
  for (const entry of Array.isArray(value['env']) ? value['env'] : []) {
    if (isJsonObject(entry)) env[textOf(entry['name'])] = textOf(entry['value'])
  }
  return {
    apiVersion: textOf(value['apiVersion']) || 'client.authentication.k8s.io/v1',
    command: command.includes('/') ? resolvePath(command, base) : command,
    args: texts(value['args']),
    env,
    provideClusterInfo: value['provideClusterInfo'] === true,
    ...optional('installHint', textOf(value['installHint'])),
  }
}

/** `<field>-data` (base64) wins over the file that `<field>` names. */
function inlineOrFile(value: JsonObject, field: string, base: string, readFile: ReadFile): string {
  const data = textOf(value[`${field}-data`])
  if (data) return Buffer.from(data, 'base64').toString('utf8')
  const path = textOf(value[field])
  return path ? readFile(resolvePath(path, base), base) : ''
}

function resolvePath(path: string, base: string): string {
  return path.startsWith('/') || !base ? path : `${base}/${path}`
}

function documentOf(text: string): JsonObject | undefined {
  const [document] = readYaml(text)
  if (document === undefined || document === null) return undefined
  if (!isJsonObject(document)) {
    const kind = Array.isArray(document) ? 'array' : typeof document
    throw new KubeconfigError(`the kubeconfig is not a mapping but of type ${kind}`)
  }
  return document
}

function readYaml(text: string): readonly (JsonValue | undefined)[] {
  try {
    return parseYaml(text)
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    throw new KubeconfigError(error.message, { cause: error })
  }
}

function collect(into: Map<string, Named>, list: JsonValue | undefined, member: string, base: string): void {
  for (const entry of Array.isArray(list) ? list : []) {
    if (!isJsonObject(entry)) continue
    const name = textOf(entry['name'])
    const value = entry[member]
    if (!into.has(name)) into.set(name, { value: isJsonObject(value) ? value : {}, base })
  }
}

function onlyName(entries: ReadonlyMap<string, Named>): string {
  const [first, ...rest] = entries.keys()
  return first !== undefined && rest.length === 0 ? first : ''
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function texts(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}

function optional<K extends string>(key: K, value: string): { readonly [name in K]?: string } {
  return (value ? { [key]: value } : {}) as { readonly [name in K]?: string }
}
