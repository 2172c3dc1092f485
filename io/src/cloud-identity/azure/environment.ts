/** Who we are on Azure by our environment, and which of its clouds we are in. @module */
import { readFile } from 'node:fs/promises'
import { isJsonObject, parseJson } from '@sluice/base/json'
import { textIn } from '../request.ts'
import { IdentityError, type Surroundings } from '../types.ts'
import type { AzureLogin } from './credentials.ts'

type Env = Surroundings['env']

/** As Azure's SDKs look for it: a secret, a certificate, the token of a pod, the machine itself. */
export function ownLogin(env: Env): AzureLogin {
  const [tenant = '', client = ''] = [env['AZURE_TENANT_ID'], env['AZURE_CLIENT_ID']]
  const [secret, file, tokenFile] = [
    env['AZURE_CLIENT_SECRET'],
    env['AZURE_CLIENT_CERTIFICATE_PATH'],
    env['AZURE_FEDERATED_TOKEN_FILE'],
  ]
  if (tenant && client && secret) return { type: 'secret', tenant, client, secret }
  if (tenant && client && file) return { type: 'certificate-file', tenant, client, file }
  if (tenant && client && tokenFile && env['AZURE_AUTHORITY_HOST'])
    return { type: 'token-file', tenant, client, file: tokenFile }
  return client ? { type: 'managed', client } : { type: 'managed' }
}

/** A cloud of Azure: who its registries are, and who knows of its clusters. */
export interface AzureCloud {
  readonly registryAudience: string
  readonly managementEndpoint: string
  readonly managementAudience: string
  /** Of registries of a private cloud. */
  readonly registrySuffix?: string
}

const publicCloud: AzureCloud = {
  registryAudience: 'https://containerregistry.azure.net',
  managementEndpoint: 'https://management.azure.com',
  managementAudience: 'https://management.core.windows.net/',
}
const china: AzureCloud = {
  registryAudience: 'https://containerregistry.azure.net',
  managementEndpoint: 'https://management.chinacloudapi.cn',
  managementAudience: 'https://management.core.chinacloudapi.cn',
}
const government: AzureCloud = {
  registryAudience: 'https://containerregistry.azure.net',
  managementEndpoint: 'https://management.usgovcloudapi.net',
  managementAudience: 'https://management.core.usgovcloudapi.net',
}

/** The cloud of a registry. */
export async function cloudOfRegistry(host: string, env: Env): Promise<AzureCloud> {
  if (host.endsWith('.azurecr.cn')) return (await privateCloud(env)) ?? china
  if (host.endsWith('.azurecr.us')) return (await privateCloud(env)) ?? government
  return (await privateCloud(env)) ?? publicCloud
}

/** The cloud that we are in, by whom we log in to. */
export async function ownCloud(env: Env): Promise<AzureCloud> {
  const authority = env['AZURE_AUTHORITY_HOST'] ?? ''
  const named = authority.includes('chinacloudapi.cn')
    ? china
    : authority.includes('microsoftonline.us')
      ? government
      : publicCloud
  return (await privateCloud(env)) ?? named
}

/** A private cloud describes itself in a file. */
async function privateCloud(env: Env): Promise<AzureCloud | undefined> {
  const path = env['AZURE_ENVIRONMENT_FILEPATH']
  if (path === undefined) return undefined
  if (path === '') throw new IdentityError('environment variable AZURE_ENVIRONMENT_FILEPATH is not set')
  const file = await readEnvironment(path)
  const [endpoint, audience] = [textIn(file, 'resourceManagerEndpoint'), textIn(file, 'tokenAudience')]
  if (!endpoint || !audience)
    throw new IdentityError('resourceManagerEndpoint and tokenAudience must be set in the environment file')
  const registrySuffix = textIn(file, 'containerRegistryDNSSuffix')
  return {
    registryAudience: endpoint.replace(/\/$/, ''),
    managementEndpoint: endpoint.replace(/\/$/, ''),
    managementAudience: audience,
    ...(registrySuffix ? { registrySuffix } : {}),
  }
}

async function readEnvironment(path: string): Promise<unknown> {
  try {
    const value = parseJson(await readFile(path, 'utf8'))
    if (isJsonObject(value)) return value
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new IdentityError(`cannot read environment file '${path}': ${error.message}`, { cause: error })
  }
  throw new IdentityError(`cannot read environment file '${path}': it is no JSON object`)
}
