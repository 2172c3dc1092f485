import { createHash } from 'node:crypto'
import { NetworkError } from '../http/index.ts'
import type { Provider } from './provider.ts'
import type { TokenCache } from './token-cache.ts'
import { type Expiring, IdentityError, type IdentityRequest, type ServiceAccount } from './types.ts'

/** Who we are to be, as far as it is known before a cloud is asked. */
interface Subject {
  readonly account: ServiceAccount
  readonly audiences: readonly string[]
  readonly identity: string
}

/** What tokens are for. */
interface Purpose {
  /** `artifact registry`, … */
  readonly of: string
  /** What else the result depends on. */
  readonly parts: readonly string[]
}

/** Gets tokens of one provider, and what is made of them, and keeps both. */
export class IdentitySource<T extends Expiring> {
  readonly #provider: Provider<T>
  readonly #cache: TokenCache | undefined

  constructor(provider: Provider<T>, cache: TokenCache | undefined) {
    this.#provider = provider
    this.#cache = cache
  }

  /** A token. @throws IdentityError that says, as Flux does, whose token could not be had */
  async token(request: IdentityRequest): Promise<T> {
    return (await this.#tokenOf(request)).token
  }

  /** What is made of tokens. */
  async made<R extends Expiring>(
    requests: readonly IdentityRequest[],
    { of, parts }: Purpose,
    make: (tokens: readonly T[]) => Promise<R>,
  ): Promise<R> {
    const tokens: T[] = []
    const keys: string[] = []
    for (const request of requests) {
      const { token, key } = await explained(`failed to get access token for ${of}`, () =>
        this.#tokenOf(request),
      )
      tokens.push(token)
      keys.push(key)
    }
    return this.#kept(hashOf([of, ...keys, ...parts]), () => make(tokens))
  }

  async #tokenOf(request: IdentityRequest): Promise<{ readonly token: T; readonly key: string }> {
    const subject = await this.#subjectOf(request)
    const key = this.#keyOf(subject, request)
    const make = () => (subject ? this.#exchange(subject, request) : this.#own(request))
    return { token: await this.#kept(key, make), key }
  }

  #kept<R extends Expiring>(key: string, make: () => Promise<R>): Promise<R> {
    return this.#cache ? this.#cache.get(key, make) : make()
  }

  async #own(request: IdentityRequest): Promise<T> {
    return explained('failed to create provider access token for the controller', () =>
      this.#provider.ownToken(request),
    )
  }

  async #exchange({ account, audiences }: Subject, request: IdentityRequest): Promise<T> {
    const token = await account.issueToken(audiences, request.signal)
    const who = `service account '${account.namespace}/${account.name}'`
    return explained(`failed to create provider access token for ${who}`, () =>
      this.#provider.tokenFor(account, token, request),
    )
  }

  async #subjectOf({ account: find, audiences, signal }: IdentityRequest): Promise<Subject | undefined> {
    const account = await find?.(signal)
    if (!account) return undefined
    const wanted = audiences?.length
      ? audiences
      : await explained('failed to get provider audience', () => this.#provider.audiencesFor(account, signal))
    const who = `service account '${account.namespace}/${account.name}'`
    const identity = await explained(`failed to get provider identity from ${who} annotations`, async () =>
      this.#provider.identityOf(account),
    )
    return { account, audiences: wanted, identity }
  }

  #keyOf(subject: Subject | undefined, request: IdentityRequest): string {
    const { scopes = [], region = '', stsEndpoint = '', proxy } = request
    const who = subject
      ? [subject.identity, subject.account.namespace, subject.account.name, ...subject.audiences]
      : ['', ...(request.audiences ?? [])]
    return hashOf([
      this.#provider.name,
      ...who,
      '',
      ...scopes,
      '',
      region,
      stsEndpoint,
      JSON.stringify(proxy ?? ''),
    ])
  }
}

/** Says what failed where a provider or the network says why. */
export async function explained<R>(what: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof IdentityError || error instanceof NetworkError)) throw error
    throw new IdentityError(`${what}: ${error.message}`, { cause: error })
  }
}

function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
