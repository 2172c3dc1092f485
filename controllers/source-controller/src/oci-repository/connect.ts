/** The registry, and who we are to it. @module */
import { type OCIRepository, Reason, SourceCondition } from '@sluice/api/source'
import type { HttpOptions } from '@sluice/io/http'
import {
  DockerConfigError,
  firstOf,
  type Keychain,
  parseDockerConfig,
  type Registry,
  type RepositoryName,
} from '@sluice/io/oci'
import { Failed, Stalled } from '@sluice/kube/runtime'
import { readProxy } from '../secrets/proxy-secret.ts'
import { type SecretAt, SecretError, textOf } from '../secrets/secret-data.ts'
import { readTls } from '../secrets/tls-secret.ts'
import type { Deps } from './deps.ts'

/** Opens the registry of the spec with the Secrets of the spec. */
export async function connect(
  repo: OCIRepository,
  repository: RepositoryName,
  signal: AbortSignal,
  deps: Deps,
): Promise<Registry> {
  const { insecure = false } = repo.spec ?? {}
  const keychain = await failing('failed to get credential', () => keychainOf(repo, signal, deps))
  const options = await transportOf(repo, signal, deps)
  if (!keychain) requireKnownProvider(repo)
  const credentials = keychain?.(repository)
  return deps.openRegistry({
    registry: repository.registry,
    ...options,
    ...(insecure ? { insecure } : {}),
    ...(credentials ? { credentials } : {}),
  })
}

async function transportOf(repo: OCIRepository, signal: AbortSignal, deps: Deps): Promise<HttpOptions> {
  const { proxySecretRef, certSecretRef, url, insecure } = repo.spec ?? {}
  const at = (name: string): SecretAt => ({
    namespace: repo.metadata.namespace ?? '',
    name,
    getSecret: deps.getSecret,
    signal,
  })
  const proxy =
    proxySecretRef && (await failing('failed to get proxy address', () => readProxy(at(proxySecretRef.name))))
  const tls =
    certSecretRef &&
    (await failing(`failed to generate transport for '${url}'`, () => readTls(at(certSecretRef.name))))
  return {
    ...(proxy ? { proxy } : {}),
    // flux: the one place where a certificate is not looked at, and only where that is asked for.
    ...(tls ? { tls } : insecure ? { tls: { skipVerify: true } } : {}),
  }
}

/** The Secrets that log in; undefined if there are none. */
async function keychainOf(
  repo: OCIRepository,
  signal: AbortSignal,
  deps: Deps,
): Promise<Keychain | undefined> {
  const { secretRef, serviceAccountName } = repo.spec ?? {}
  const namespace = repo.metadata.namespace ?? ''
  const names = [
    ...(secretRef ? [secretRef.name] : []),
    ...(serviceAccountName ? await deps.pullSecretsOf(namespace, serviceAccountName, signal) : []),
  ]
  if (names.length === 0) return undefined
  return firstOf(await Promise.all(names.map(name => readKeychain(namespace, name, signal, deps))))
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

/** Where no Secret logs in, a cloud's own identity would: it has its place here. */
function requireKnownProvider(repo: OCIRepository): void {
  const { provider = 'generic', serviceAccountName } = repo.spec ?? {}
  if (provider === 'generic') return
  if (serviceAccountName) {
    const gate = 'ObjectLevelWorkloadIdentity'
    throw new Stalled(
      Reason.FeatureGateDisabled,
      `to use spec.serviceAccountName for provider authentication please enable the ${gate} feature gate in the controller`,
    )
  }
  throw new Failed(
    Reason.AuthenticationFailed,
    `failed to get credential from ${provider}: no credentials of ${provider} on this machine; set spec.secretRef`,
    { condition: SourceCondition.FetchFailed },
  )
}
