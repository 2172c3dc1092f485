import { isJsonObject, type JsonObject, parseJson } from '@sluice/base/json'
import { IdentityError } from './types.ts'

/** What a token says of itself; its signature is for those to check whom it is for. @throws IdentityError */
export function claimsOf(token: string, whose: string): JsonObject {
  const [, payload = ''] = token.split('.')
  try {
    const claims = parseJson(Buffer.from(payload, 'base64url').toString('utf8'))
    if (isJsonObject(claims)) return claims
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new IdentityError(`failed to parse ${whose} token: it is no JSON Web Token`)
}

/** When a token ends, in milliseconds since 1970. @throws IdentityError */
export function expiryOf(token: string, whose: string): number {
  const { exp } = claimsOf(token, whose)
  if (typeof exp !== 'number')
    throw new IdentityError(`failed to get expiration time from ${whose} token: it has none`)
  return exp * 1000
}
