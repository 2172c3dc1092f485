/** Where a repository is, and who we are to it; charts are fetched the same way as the index. @module */
import { type HelmRepository, Reason, SourceCondition } from '@sluice/api/source'
import type { ChartRepositoryOptions } from '@sluice/io/helm-repository'
import { Failed, Stalled } from '@sluice/kube/runtime'
import { type GetSecret, type SecretData, SecretError, textOf } from '../secrets/secret-data.ts'
import { checkedTls, tlsIn } from '../secrets/tls-secret.ts'
import { parseUrl, UrlError } from '../url.ts'
import type { HelmRun } from './reconciler.ts'

/** The repository's address as it is used: an HTTP one ends in a slash, that of a registry does not. */
export function normalizedUrl(url: string): string {
  return url.startsWith('oci://') ? url.replace(/\/+$/, '') : `${url.replace(/\/+$/, '')}/`
}

/** Checks the address: an HTTP one. */
export function checkUrl(repository: HelmRepository, run: Pick<HelmRun, 'mark'>): void {
  const url = repository.spec?.url ?? ''
  try {
    if (url.startsWith('oci://'))
      throw new UrlSchemeError("'oci' URL scheme cannot be used with 'default' HelmRepository type")
    parseUrl(url)
  } catch (error) {
    if (!(error instanceof UrlError || error instanceof UrlSchemeError)) throw error
    const message = `invalid Helm repository URL: ${error.message}`
    run.mark(SourceCondition.FetchFailed, 'True', Reason.URLInvalid, message)
    throw new Stalled(Reason.URLInvalid, message)
  }
}

class UrlSchemeError extends Error {
  override readonly name = 'UrlSchemeError'
}

/** Everything needed to open the repository. @throws Failed (AuthenticationFailed) */
export async function connectionOf(
  repository: HelmRepository,
  signal: AbortSignal,
  { getSecret }: { readonly getSecret: GetSecret },
): Promise<ChartRepositoryOptions> {
  const { url = '', certSecretRef, secretRef, passCredentials = false } = repository.spec ?? {}
  const namespace = repository.metadata.namespace ?? ''
  const read = async (what: string, name: string): Promise<SecretData> => {
    try {
      return await getSecret(namespace, name, signal)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      throw failed(`failed to get ${what} secret '${namespace}/${name}': ${error.message}`, error)
    }
  }
  const certificates = certSecretRef && (await read('TLS authentication', certSecretRef.name))
  const login = secretRef && (await read('authentication', secretRef.name))
  const tls =
    (certificates &&
      checked("failed to construct Helm client's TLS config", () =>
        checkedTls(certificates, `${namespace}/${certSecretRef?.name}`),
      )) ??
    (login && tlsIn(login))
  return {
    url,
    passCredentials,
    ...(tls && Object.keys(tls).length > 0 ? { tls } : {}),
    ...(login
      ? checked('failed to detect authentication methods', () =>
          basicAuth(login, `${namespace}/${secretRef?.name}`),
        )
      : {}),
  }
}

function checked<T>(what: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof SecretError)) throw error
    throw failed(`${what}: ${error.message}`, error)
  }
}

/** Both or neither. */
function basicAuth(
  data: SecretData,
  secret: string,
): { readonly username?: string; readonly password?: string } {
  const [username, password] = [textOf(data['username']), textOf(data['password'])]
  if (!username && !password) return {}
  const [has, lacks] = username ? ['username', 'password'] : ['password', 'username']
  if (!username || !password)
    throw new SecretError(`secret '${secret}': malformed basic auth - has '${has}' but missing '${lacks}'`)
  return { username, password }
}

function failed(message: string, cause: Error): Failed {
  return new Failed(Reason.AuthenticationFailed, message, { condition: SourceCondition.FetchFailed, cause })
}
