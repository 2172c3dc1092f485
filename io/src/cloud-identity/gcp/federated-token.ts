/**
 * A ServiceAccount's token in exchange for Google's (RFC 8693), directly or in the name of a Google service account.
 * Google's library would send the exchange past the user's proxy.
 * @module
 */
import { type Answer, refusalText, textIn, withRequests } from '../request.ts'
import { type BearerToken, IdentityError, type IdentityRequest, type Surroundings } from '../types.ts'

const tokenUrl = 'https://sts.googleapis.com/v1/token'
const impersonationUrl = 'https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts'

/** What is exchanged, and for whose token. */
export interface Federation {
  readonly audience: string
  readonly token: string
  readonly scopes: readonly string[]
  /** The Google service account to act as; empty for none. */
  readonly email: string
}

/** Exchanges the token. @throws IdentityError */
export async function federatedToken(
  { audience, token, scopes, email }: Federation,
  request: IdentityRequest,
  around: Surroundings,
): Promise<BearerToken> {
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    audience,
    // To act for somebody else the right to do so is enough.
    scope: (email ? ['https://www.googleapis.com/auth/cloud-platform'] : scopes).join(' '),
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    subject_token: token,
  })
  return withRequests(around, request, async send => {
    const exchanged = await send({
      method: 'POST',
      url: tokenUrl,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from(form.toString()),
    })
    const access = textIn(exchanged.json, 'access_token')
    if (exchanged.status !== 200 || !access)
      throw refused('oauth2/google: unable to exchange token', exchanged, [token])
    const seconds = Number(exchanged.json['expires_in'] ?? 0)
    if (!email) return { token: access, expiresAt: around.now() + seconds * 1000 }
    const answer = await send({
      method: 'POST',
      url: `${impersonationUrl}/${email}:generateAccessToken`,
      headers: { authorization: `Bearer ${access}`, 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify({ delegates: [], lifetime: '3600s', scope: scopes })),
    })
    const impersonated = textIn(answer.json, 'accessToken')
    if (answer.status !== 200 || !impersonated)
      throw refused('oauth2/google: unable to generate access token', answer, [access])
    return { token: impersonated, expiresAt: Date.parse(textIn(answer.json, 'expireTime')) || around.now() }
  })
}

function refused(what: string, answer: Answer, secrets: readonly string[]): IdentityError {
  return new IdentityError(`${what}: ${refusalText(answer, secrets)}`)
}
