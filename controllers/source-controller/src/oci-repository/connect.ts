/** The registry, and who we are to it. @module */
import { type OCIRepository, Reason, SourceCondition } from '@sluice/api/source'
import type { HttpOptions, ProxyServer } from '@sluice/io/http'
import {
  DockerConfigError,
  firstOf,
  type Keychain,
  parseDockerConfig,
  type Registry,
  type RegistryOptions,
  type RepositoryName,
} from '@sluice/io/oci'
import { Failed } from '@sluice/kube/runtime'
import { requireGate } from '../identity/object-identity.ts'
import { readProxy } from '../secrets/proxy-secret.ts'
import { type SecretAt, SecretError, textOf } from '../secrets/secret-data.ts'
import { readTls } from '../secrets/tls-secret.ts'
import type { Deps } from './deps.ts'
import type { OCIRun } from './reconciler.ts'

/** Until when, and who is told of it. */
interface Connecting {
  readonly signal: AbortSignal
  readonly run: Pick<OCIRun, 'announce'>
}

/** Opens the registry of the spec with the Secrets of the spec. */
export async function connect(
  repo: OCIRepository,
  repository: RepositoryName,
  { signal, run }: Connecting,
  deps: Deps,
): Promise<Registry> {
  const { insecure = false } = repo.spec ?? {}
  const keychain = await failing('failed to get credential', () => keychainOf(repo, { signal, run }, deps))
  const proxy = await proxyOf(repo, signal, deps)
  const credentials = keychain ? keychain(repository) : providerLogin(repo, repository, proxy, deps)
  return deps.openRegistry({
    registry: repository.registry,
    ...(proxy ? { proxy } : {}),
    ...(await tlsOf(repo, signal, deps)),
    ...(insecure ? { insecure } : {}),
    ...(credentials ? { credentials } : {}),
  })
}

async function proxyOf(
  repo: OCIRepository,
  signal: AbortSignal,
  deps: Pick<Deps, 'getSecret'>,
): Promise<ProxyServer | undefined> {
  const name = repo.spec?.proxySecretRef?.name
  if (name === undefined) return undefined
  return failing('failed to get proxy address', () => readProxy(at(repo, name, signal, deps)))
}

async function tlsOf(
  repo: OCIRepository,
  signal: AbortSignal,
  deps: Pick<Deps, 'getSecret'>,
): Promise<HttpOptions> {
  const { certSecretRef, url, insecure } = repo.spec ?? {}
  // flux: the one place where a certificate is not looked at, and only where that is asked for.
  if (!certSecretRef) return insecure ? { tls: { skipVerify: true } } : {}
  const what = `failed to generate transport for '${url}'`
  return { tls: await failing(what, () => readTls(at(repo, certSecretRef.name, signal, deps))) }
}

function at(
  repo: OCIRepository,
  name: string,
  signal: AbortSignal,
  { getSecret }: Pick<Deps, 'getSecret'>,
): SecretAt {
  return { namespace: repo.metadata.namespace ?? '', name, getSecret, signal }
}

/** The Secrets that log in; undefined if there are none. */
async function keychainOf(
  repo: OCIRepository,
  { signal, run }: Connecting,
  deps: Deps,
): Promise<Keychain | undefined> {
  const { secretRef, serviceAccountName } = repo.spec ?? {}
  const namespace = repo.metadata.namespace ?? ''
  const read = (name: string) => readKeychain(namespace, name, signal, deps)
  const own = secretRef ? [await tellingMissing(secretRef.name, run, () => read(secretRef.name))] : []
  const pulls = serviceAccountName ? await deps.pullSecretsOf(namespace, serviceAccountName, signal) : []
  const keychains = [...own, ...(await Promise.all(pulls.map(read)))]
  return keychains.length === 0 ? undefined : firstOf(keychains)
}

/** flux: tells the cluster of it before anything else, whatever kept the Secret from being read. */
async function tellingMissing<T>(name: string, run: Connecting['run'], read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    const reason = Reason.AuthenticationFailed
    if (error instanceof SecretError)
      run.announce(`auth secret '${name}' not found`, { severity: 'trace', reason })
    throw error
  }
}

async function readKeychain(
  namespace: string,
  name: string,
  signal: AbortSignal,
  deps: Deps,
): Promise<Keychain> {
  try {
    const data = await deps.getSecret(namespace, name, signal)
    return parseDockerConfig(textOf(data['.dockerconfigjson'] ?? data['.dockercfg']) || '{}')
  } catch (error) {
    if (!(error instanceof Error) || error instanceof DockerConfigError) throw error
    throw new SecretError(`failed to get secret '${namespace}/${name}': ${error.message}`, { cause: error })
  }
}

async function failing<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SecretError || error instanceof DockerConfigError)) throw error
    throw new Failed(Reason.AuthenticationFailed, `${what}: ${error.message}`, {
      condition: SourceCondition.FetchFailed,
      cause: error,
    })
  }
}

/** Where no Secret logs in, a cloud's identity does, once the registry asks for it. */
function providerLogin(
  { metadata, spec }: OCIRepository,
  { registry }: RepositoryName,
  proxy: ProxyServer | undefined,
  { identities }: Pick<Deps, 'identities'>,
): RegistryOptions['credentials'] {
  const { provider = 'generic', serviceAccountName } = spec ?? {}
  if (provider === 'generic') return undefined
  requireGate(serviceAccountName, identities)
  const account = identities.accountOf(metadata.namespace ?? '', serviceAccountName)
  return async signal => {
    const request = { signal, ...(account ? { account } : {}), ...(proxy ? { proxy } : {}) }
    const { username, password } = await identities.cloud.registryLogin(provider, registry, request)
    return { type: 'basic', username, password }
  }
}
