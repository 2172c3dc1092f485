/** Amazon's registries: an access key buys a password for half a day. @module */
import { isJsonObject, type JsonValue } from '@sluice/base/json'
import { type BasicLogin, IdentityError, type IdentityRequest, type Surroundings } from '../types.ts'
import type { AwsKey } from './credentials.ts'
import { callAws } from './service.ts'

const publicRegistry = 'public.ecr.aws'
const pattern =
  '([0-9+]*).dkr[.-]ecr(?:-fips)?\\.([^/.]*)\\.(amazonaws\\.com[.cn]*|amazonaws\\.eu|sc2s\\.sgov\\.gov|c2s\\.ic\\.gov|cloud\\.adc-e\\.uk|csp\\.hci\\.ic\\.gov|on\\.aws)'
const compiled = new RegExp(pattern)

/** The region of a registry; the public one stands for itself. @throws IdentityError for somebody else's */
export function parseRegistry(host: string): string {
  if (host === publicRegistry) return publicRegistry
  const region = compiled.exec(host)?.[2]
  if (region === undefined) throw new IdentityError(`invalid AWS registry: '${host}'. must match ${pattern}`)
  return region
}

/** The public registry's passwords are given out in one region only. */
export function registryRegion(parsed: string): string {
  return parsed === publicRegistry ? 'us-east-1' : parsed
}

/** Gets the password. */
export async function registryLogin(
  parsed: string,
  key: AwsKey,
  request: IdentityRequest,
  around: Surroundings,
): Promise<BasicLogin> {
  const isPublic = parsed === publicRegistry
  const answer = await callAws(
    {
      service: isPublic ? 'ECR PUBLIC' : 'ECR',
      name: 'GetAuthorizationToken',
      signs: isPublic ? 'ecr-public' : 'ecr',
      host: isPublic ? 'api.ecr-public' : 'api.ecr',
      region: registryRegion(parsed),
      target: isPublic
        ? 'SpencerFrontendService.GetAuthorizationToken'
        : 'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken',
    },
    key,
    request,
    around,
  )
  const data = answer['authorizationData']
  return readLogin(Array.isArray(data) ? data[0] : data)
}

function readLogin(data: JsonValue | undefined): BasicLogin {
  if (!isJsonObject(data)) throw new IdentityError('no authorization data returned')
  const { authorizationToken: token, expiresAt } = data
  if (typeof token !== 'string') throw new IdentityError('authorization token is nil')
  if (typeof expiresAt !== 'number') throw new IdentityError('authorization token expiration is nil')
  const [username, password, ...rest] = Buffer.from(token, 'base64').toString('utf8').split(':')
  if (username === undefined || password === undefined || rest.length > 0)
    throw new IdentityError('invalid authorization token format')
  return { username, password, expiresAt: expiresAt * 1000 }
}
