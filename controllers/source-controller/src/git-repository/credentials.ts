/** Who we are to the remote: the Secrets of the spec, and what the URL holds. @module */
import { type GitRepository, Reason, SourceCondition } from '@sluice/api/source'
import { redact } from '@sluice/base/redact'
import { type GitAuth, isEncryptedKey, type Remote } from '@sluice/io/git'
import type { ProxyServer } from '@sluice/io/http'
import { Failed, Stalled } from '@sluice/kube/runtime'
import { requireGate } from '../identity/object-identity.ts'
import { readProxy } from '../secrets/proxy-secret.ts'
import { type SecretData, SecretError, textOf } from '../secrets/secret-data.ts'
import { parseUrl, UrlError } from '../url.ts'
import type { Deps } from './deps.ts'
import { isAppSecret } from './providers/github-app.ts'
import { type LogIn, type Login, LoginError } from './providers/provider.ts'
import type { GitRun } from './reconciler.ts'

/** Where to fetch from, and as whom. */
export async function remoteOf(
  repo: GitRepository,
  run: Pick<GitRun, 'signal' | 'mark'>,
  deps: Pick<Deps, 'getSecret' | 'sshAlgorithms' | 'providers' | 'identities'>,
): Promise<Remote> {
  const proxy = await proxyOf(repo, run.signal, deps)
  const url = addressOf(repo, run)
  const data = await secretOf(repo, run.signal, deps)
  const auth = authOf(repo, url, data)
  const logIn = loginOf(repo, data, run, deps)
  const address = withoutCredentials(url)
  const account = deps.identities.accountOf(repo.metadata.namespace ?? '', repo.spec?.serviceAccountName)
  const request = {
    url: address,
    secret: data,
    signal: run.signal,
    ...(auth.tls ? { tls: auth.tls } : {}),
    ...(account ? { account } : {}),
  }
  return {
    url: address,
    auth: logIn ? await loggedIn(auth, () => logIn({ ...request, ...(proxy ? { proxy } : {}) })) : auth,
    ...(proxy ? { proxy } : {}),
    ...(deps.sshAlgorithms ? { sshAlgorithms: deps.sshAlgorithms } : {}),
  }
}

function addressOf(repo: GitRepository, run: Pick<GitRun, 'mark'>): URL {
  const text = repo.spec?.url ?? ''
  try {
    return parseUrl(text)
  } catch (error) {
    if (!(error instanceof UrlError)) throw error
    throw stalled(run, Reason.URLInvalid, `failed to parse url '${text}': ${error.message}`)
  }
}

/** The text as it was written, but for the credentials: nothing else of it is ours to change. */
function withoutCredentials(url: URL): string {
  const copy = new URL(url)
  copy.username = ''
  copy.password = ''
  return copy.href
}

function stalled(run: Pick<GitRun, 'mark'>, reason: string, message: string): Stalled {
  const text = redact(message)
  run.mark(SourceCondition.FetchFailed, 'True', reason, text)
  return new Stalled(reason, text)
}

function failed(reason: string, message: string, cause?: unknown): Failed {
  return new Failed(reason, message, { condition: SourceCondition.FetchFailed, cause })
}

/** How the provider of the spec is logged in to; undefined for the generic one. */
function loginOf(
  repo: GitRepository,
  data: SecretData,
  run: Pick<GitRun, 'mark'>,
  { providers, identities }: Pick<Deps, 'providers' | 'identities'>,
): LogIn | undefined {
  const { provider = 'generic', secretRef } = repo.spec ?? {}
  const reason = Reason.InvalidProviderConfiguration
  if (provider === 'generic') {
    if (!data['githubAppID']?.length) return undefined
    const secret = `${repo.metadata.namespace}/${secretRef?.name}`
    throw failed(reason, `secretRef '${secret}' has github app data but provider is not set to github`)
  }
  const missing = 'secretRef with github app data must be specified when provider is set to github'
  if (provider === 'github' && !secretRef) throw stalled(run, reason, missing)
  if (provider === 'github' && !isAppSecret(data)) throw failed(reason, missing)
  requireGate(repo.spec?.serviceAccountName, identities, (reason, message) => {
    run.mark(SourceCondition.FetchFailed, 'True', reason, message)
  })
  return providers[provider]
}

/** What the provider gives takes the place of name and password. */
async function loggedIn(auth: GitAuth, logIn: () => Promise<Login>): Promise<GitAuth> {
  const { username: _u, password: _p, bearerToken: _b, ...rest } = auth
  try {
    const login = await logIn()
    return login.type === 'bearer'
      ? { ...rest, bearerToken: login.token }
      : { ...rest, username: login.username, password: login.password }
  } catch (error) {
    if (!(error instanceof LoginError)) throw error
    const message = redact(`failed to configure authentication options: ${error.message}`)
    throw failed(Reason.AuthenticationFailed, message, error)
  }
}

async function secretOf(
  repo: GitRepository,
  signal: AbortSignal,
  deps: Pick<Deps, 'getSecret'>,
): Promise<SecretData> {
  const name = repo.spec?.secretRef?.name
  return name === undefined ? {} : authSecret(repo, name, { deps, signal })
}

function authOf(repo: GitRepository, url: URL, data: SecretData): GitAuth {
  const reference = repo.spec?.secretRef
  const auth = url.protocol === 'ssh:' ? sshAuth(url, data, reference !== undefined) : httpAuth(url, data)
  if (auth.identity && !auth.password && isEncryptedKey(auth.identity)) {
    const secret = `${repo.metadata.namespace}/${reference?.name}`
    throw failed(
      Reason.AuthenticationFailed,
      `SSH identity key is encrypted but no 'password' field was provided in the secret '${secret}'`,
    )
  }
  return auth
}

async function authSecret(
  repo: GitRepository,
  name: string,
  { deps, signal }: { readonly deps: Pick<Deps, 'getSecret'>; readonly signal: AbortSignal },
): Promise<SecretData> {
  const namespace = repo.metadata.namespace ?? ''
  try {
    return await deps.getSecret(namespace, name, signal)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    // flux: says it twice.
    const what = `failed to get secret '${namespace}/${name}'`
    throw failed(Reason.AuthenticationFailed, `${what}: ${what}: ${error.message}`, error)
  }
}

function sshAuth(url: URL, data: SecretData, hasSecret: boolean): GitAuth {
  const identity = textOf(data['identity'])
  const knownHosts = textOf(data['known_hosts'])
  if (!url.host) throw invalidAuth('ssh', "'host' is required")
  if (!identity) throw invalidAuth('ssh', "'identity' is required")
  if (!knownHosts) throw invalidAuth('ssh', "'known_hosts' is required")
  const password = textOf(data['password'])
  return {
    username: (hasSecret && decodeURIComponent(url.username)) || 'git',
    identity,
    knownHosts,
    ...(password ? { password } : {}),
  }
}

/** A bearer token outranks a user name; what the URL says counts where the Secret is silent. */
function httpAuth(url: URL, data: SecretData): GitAuth {
  const hasToken = data['bearerToken'] !== undefined
  const bearerToken = textOf(data['bearerToken'])
  const username = (!hasToken && textOf(data['username'])) || decodeURIComponent(url.username)
  const password = (!hasToken && textOf(data['password'])) || decodeURIComponent(url.password)
  if (!username && password) {
    throw invalidAuth(url.protocol.slice(0, -1), "'password' requires 'username' to be set")
  }
  if (bearerToken && username) {
    throw failed(
      Reason.GitOperationFailed,
      'failed to checkout and determine revision: basic auth and bearer token cannot be set at the same time',
    )
  }
  const tls = {
    ca: textOf(data['ca.crt']) || textOf(data['caFile']),
    cert: textOf(data['tls.crt']),
    key: textOf(data['tls.key']),
  }
  const isTls = url.protocol === 'https:' && Object.values(tls).some(each => each !== '')
  return {
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    ...(bearerToken ? { bearerToken } : {}),
    ...(isTls ? { tls } : {}),
  }
}

function invalidAuth(transport: string, problem: string): Failed {
  return failed(
    Reason.AuthenticationFailed,
    `failed to configure authentication options: invalid '${transport}' auth option: ${problem}`,
  )
}

async function proxyOf(
  repo: GitRepository,
  signal: AbortSignal,
  { getSecret }: Pick<Deps, 'getSecret'>,
): Promise<ProxyServer | undefined> {
  const name = repo.spec?.proxySecretRef?.name
  if (name === undefined) return undefined
  try {
    return await readProxy({ namespace: repo.metadata.namespace ?? '', name, getSecret, signal })
  } catch (error) {
    if (!(error instanceof SecretError)) throw error
    throw failed(Reason.AuthenticationFailed, `failed to configure proxy options: ${error.message}`, error)
  }
}
