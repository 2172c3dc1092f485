/**
 * ServiceAccounts as identities: what their annotations say of them in a cloud, and tokens in their name.
 * @module
 */
import { readFile } from 'node:fs/promises'
import { isJsonObject } from '@sluice/base/json'
import { claimsOf, IdentityError, type IdentityRequest, type ServiceAccount } from '@sluice/io/cloud-identity'
import { isNotFound, type KubeClient } from '../client/index.ts'
import { ServiceAccounts } from './kinds.ts'

/** The gate that lets objects choose an account. */
export const workloadIdentityGate = 'ObjectLevelWorkloadIdentity'

/** What a controller's flags say of accounts. */
export interface AccountPolicy {
  /** Whether an object may be somebody. */
  readonly isEnabled: boolean
  /** Whom an object is that names nobody; empty for the controller itself. */
  readonly defaultName: string
}

/** The account an object asks to be. */
export interface WantedAccount {
  readonly namespace: string
  readonly name?: string | undefined
}

/** How the account is found when it is needed; undefined where the controller's own identity is meant. */
export function accountSource(
  client: KubeClient,
  { namespace, name }: WantedAccount,
  policy: AccountPolicy,
): IdentityRequest['account'] {
  const wanted = name || policy.defaultName
  if (!wanted) return undefined
  const isDefault = !name
  return signal => findAccount(client, { namespace, name: wanted, isDefault, policy }, signal)
}

interface Lookup {
  readonly namespace: string
  readonly name: string
  readonly isDefault: boolean
  readonly policy: AccountPolicy
}

/** client-go: a cache, in which Flux looks, has kinds where a server has resources. */
const absent = (name: string): string => `ServiceAccount "${name}" not found`
const lockdown =
  'the specified default service account does not exist in the object namespace. ' +
  'your cluster is subject to multi-tenant workload identity lockdown, reach out to your cluster administrator for help'

async function findAccount(
  client: KubeClient,
  { namespace, name, isDefault, policy }: Lookup,
  signal: AbortSignal,
): Promise<ServiceAccount> {
  try {
    const { metadata } = await client.get(ServiceAccounts, namespace, name, signal)
    return {
      namespace,
      name,
      annotations: metadata.annotations ?? {},
      issueToken: async (audiences, signal) => {
        if (!policy.isEnabled) throw new IdentityError(`${workloadIdentityGate} feature gate is not enabled`)
        const what = `failed to create kubernetes token for service account '${namespace}/${name}'`
        return requestToken(client, { namespace, name, what }, audiences, signal)
      },
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    signal.throwIfAborted()
    const why = isNotFound(error) ? (isDefault ? lockdown : absent(name)) : error.message
    throw new IdentityError(`failed to get service account '${namespace}/${name}': ${why}`, { cause: error })
  }
}

const tokenFile = '/var/run/secrets/kubernetes.io/serviceaccount/token'

/** Gives tokens of the account that this process runs as in its pod. */
export function ownTokenIssuer(
  client: KubeClient,
): (audiences: readonly string[], signal: AbortSignal) => Promise<string> {
  return async (audiences, signal) => {
    const { sub } = claimsOf(await readOwnToken(), 'service account')
    const [, , namespace, name, ...rest] = String(sub ?? '').split(':')
    if (!namespace || !name || rest.length > 0)
      throw new IdentityError(`invalid subject format in service account token: ${sub}`)
    const what = `failed to create kubernetes token for controller service account '${namespace}/${name}'`
    return requestToken(client, { namespace, name, what }, audiences, signal)
  }
}

async function readOwnToken(): Promise<string> {
  try {
    return (await readFile(tokenFile, 'utf8')).trim()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    const why = error.code === 'ENOENT' ? 'no such file or directory' : String(error.code)
    throw new IdentityError(
      `failed to read service account token file ${tokenFile}: open ${tokenFile}: ${why}`,
      { cause: error },
    )
  }
}

async function requestToken(
  client: KubeClient,
  { namespace, name, what }: { readonly namespace: string; readonly name: string; readonly what: string },
  audiences: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/serviceaccounts/${encodeURIComponent(name)}/token`
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: audiences.length > 0 ? { audiences } : {},
  }
  let answer: unknown
  try {
    answer = await client.raw('POST', path, body, { signal })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    signal.throwIfAborted()
    throw new IdentityError(`${what}: ${error.message}`, { cause: error })
  }
  const status = isJsonObject(answer as never)
    ? (answer as { status?: { token?: unknown } }).status
    : undefined
  if (typeof status?.token !== 'string') throw new IdentityError(`${what}: the answer has no token`)
  return status.token
}
