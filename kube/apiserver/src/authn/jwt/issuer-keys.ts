/** The keys that an issuer signs with: discovered, fetched when one is not known, and kept. @module */
import type { JsonObject } from '@sluice/base/json'
import { objectsAt, textAt } from '../../strategy/values/read.ts'
import { type FetchDocument, FetchFailed } from './fetch-document.ts'
import { type IssuerKey, isSignedBy, readKey, type SignedToken } from './signed-token.ts'

export interface IssuerKeysOptions {
  readonly issuer: string
  /** Where the discovery document is, if not where the issuer's URL says. */
  readonly discoveryUrl: string
  readonly fetch: FetchDocument
  readonly now: () => Date
}

/** A token with a signature of nobody's makes us ask no more often than this. */
const leastPause = 1000
/** An issuer that cannot be discovered is asked again after so long. */
const retryPause = 10_000
const mostKeys = 100

const notInitialized = 'oidc: authenticator not initialized'
const unsigned = 'failed to verify signature: failed to verify id token signature'

/** Why a signature is not good; undefined where it is. */
export type SignatureProblem = string | undefined

export class IssuerKeys {
  readonly #options: IssuerKeysOptions
  #keySetUrl = ''
  #keys: readonly IssuerKey[] = []
  #goodUntil = 0
  #askedAt = Number.NEGATIVE_INFINITY
  #failure: string | undefined
  #underWay: Promise<void> | undefined

  constructor(options: IssuerKeysOptions) {
    this.#options = options
  }

  /** Checks a signature with the keys that are known, then with what the issuer says now. */
  async problemOf(token: SignedToken): Promise<SignatureProblem> {
    if (isSignedBy(token, this.#keys)) return undefined
    await this.#refresh()
    if (isSignedBy(token, this.#keys)) return undefined
    if (!this.#keySetUrl) return notInitialized
    return this.#failure === undefined
      ? `oidc: verify token: ${unsigned}`
      : `oidc: verify token: failed to verify signature: fetching keys oidc: get keys failed ${this.#failure}`
  }

  /** One request at a time, and none while the keys at hand are said to be all there are. */
  async #refresh(): Promise<void> {
    const now = this.#options.now().getTime()
    const pause = this.#keySetUrl ? leastPause : retryPause
    if (!this.#underWay) {
      if (now < this.#goodUntil || now < this.#askedAt + pause) return
      this.#askedAt = now
      this.#underWay = this.#fetch().finally(() => {
        this.#underWay = undefined
      })
    }
    await this.#underWay
  }

  async #fetch(): Promise<void> {
    const { fetch, now } = this.#options
    try {
      this.#keySetUrl ||= await this.#discover()
      const { value, maxAge } = await fetch(this.#keySetUrl)
      const entries = objectsAt(value, 'keys').slice(0, mostKeys)
      this.#keys = entries.flatMap((entry: JsonObject) => readKey(entry) ?? [])
      this.#goodUntil = now().getTime() + maxAge * 1000
      this.#failure = undefined
    } catch (error) {
      if (!(error instanceof FetchFailed)) throw error
      this.#failure = error.message
    }
  }

  async #discover(): Promise<string> {
    const { issuer, discoveryUrl, fetch } = this.#options
    const url = discoveryUrl || `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
    const { value } = await fetch(url)
    const [actual, keySetUrl] = [textAt(value, 'issuer'), textAt(value, 'jwks_uri')]
    if (actual !== issuer) {
      throw new FetchFailed(
        url,
        `oidc: issuer did not match the issuer returned by provider, expected ${JSON.stringify(issuer)} got ${JSON.stringify(actual)}`,
      )
    }
    if (!keySetUrl) throw new FetchFailed(url, 'provider did not return JWKS URL')
    return keySetUrl
  }
}
