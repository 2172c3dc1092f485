/** The OpenID documents by which others check ServiceAccount tokens. @module */
import type { Answer } from '../http/answer.ts'
import type { RequestInfo } from '../http/request-info.ts'
import type { Services } from '../server/services.ts'
import { methodNotAllowed, notAcceptable } from '../status/index.ts'
import { issuer, keyId, publicKeyOf } from './service-account-token.ts'

/** Keys may be kept for an hour. */
const headers = { 'cache-control': 'public, max-age=3600' }
const keySetType = 'application/jwk-set+json'

/** What is at `/.well-known/openid-configuration` and `/openid/v1/jwks`; undefined elsewhere. */
export function issuerAnswer(
  { path, method }: Pick<RequestInfo, 'path' | 'method'>,
  accept: string,
  services: Services,
): Answer | undefined {
  const isDocument = path === '/.well-known/openid-configuration' || path === '/openid/v1/jwks'
  if (isDocument && method !== 'GET') throw methodNotAllowed()
  if (path === '/.well-known/openid-configuration') {
    requireAccepted(accept, 'application/json')
    return configuration(services)
  }
  if (path !== '/openid/v1/jwks') return undefined
  requireAccepted(accept, keySetType)
  const { key, alg } = publicKeyOf(services)
  const jwk = {
    use: 'sig',
    ...key.export({ format: 'jwk' }),
    kid: keyId(services.keys.serviceAccountKey.public),
    alg,
  }
  return { type: 'text', code: 200, text: JSON.stringify({ keys: [jwk] }), contentType: keySetType, headers }
}

function requireAccepted(accept: string, type: string): void {
  if (accept !== '' && !accept.includes('*/*') && !accept.includes(type)) throw notAcceptable([type])
}

function configuration(services: Services): Answer {
  const document = {
    issuer,
    jwks_uri: `${services.url()}/openid/v1/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [publicKeyOf(services).alg],
  }
  return { type: 'text', code: 200, text: JSON.stringify(document), contentType: 'application/json', headers }
}
