/** Azure's registries: a token of Entra is exchanged for one of the registry. @module */
import { expiryOf } from '../jwt.ts'
import { refusalText, textIn, withRequests } from '../request.ts'
import {
  type BasicLogin,
  type BearerToken,
  IdentityError,
  type IdentityRequest,
  type Surroundings,
} from '../types.ts'
import { cloudOfRegistry } from './environment.ts'

const pattern = '^.+\\.(azurecr\\.io|azurecr\\.cn|azurecr\\.de|azurecr\\.us)$'
const compiled = new RegExp(pattern)
/** Azure's name for whoever has a token instead of a name. */
const nobody = '00000000-0000-0000-0000-000000000000'

/** A registry's host. @throws IdentityError for somebody else's */
export async function parseRegistry(host: string, { env }: Surroundings): Promise<string> {
  if (compiled.test(host)) return host
  if (env['AZURE_ENVIRONMENT_FILEPATH'] === undefined)
    throw new IdentityError(`invalid Azure registry: '${host}'. must match ${pattern}`)
  const { registrySuffix } = await cloudOfRegistry(host, env)
  if (!registrySuffix)
    throw new IdentityError(
      'failed to get container registry suffix from environment file: containerRegistryDNSSuffix must be set in the environment file',
    )
  if (host.endsWith(registrySuffix)) return host
  throw new IdentityError(`invalid Azure registry: '${host}'. must end with ${registrySuffix}`)
}

/** Exchanges the token. */
export async function registryLogin(
  host: string,
  { token }: BearerToken,
  request: IdentityRequest,
  around: Surroundings,
): Promise<BasicLogin> {
  const form = new URLSearchParams({ grant_type: 'access_token', service: host, access_token: token })
  const answer = await withRequests(around, request, send =>
    send({
      method: 'POST',
      url: `https://${host}/oauth2/exchange`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from(form.toString()),
    }),
  )
  const password = textIn(answer.json, 'refresh_token')
  if (answer.status !== 200 || !password)
    throw new IdentityError(`POST https://${host}/oauth2/exchange: ${refusalText(answer, [token])}`)
  return { username: nobody, password, expiresAt: expiryOf(password, 'registry') }
}
