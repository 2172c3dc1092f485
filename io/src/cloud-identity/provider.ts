import type {
  BasicLogin,
  BearerToken,
  ClusterAccess,
  ClusterReference,
  Expiring,
  GitLogin,
  IdentityRequest,
  ServiceAccount,
} from './types.ts'

/** One kind of identities. `T` is what they are proved with. Every method may throw IdentityError or NetworkError. */
export interface Provider<T extends Expiring> {
  readonly name: string
  /** Whom the account's token is meant for. */
  audiencesFor(account: ServiceAccount, signal: AbortSignal): Promise<readonly string[]>
  /** What the account's annotations make of it, as one text. */
  identityOf(account: ServiceAccount): string
  /** Proof of who we are by our surroundings. */
  ownToken(request: IdentityRequest): Promise<T>
  /** Proof of who the account is, in exchange for its token. */
  tokenFor(account: ServiceAccount, token: string, request: IdentityRequest): Promise<T>
  readonly clusters: ClusterProvider<T>
}

/** A cloud: besides clusters it has registries. */
export interface CloudProvider<T extends Expiring> extends Provider<T> {
  readonly registries: {
    /** What of a registry's host the login depends on. @throws IdentityError for a host of somebody else */
    parse(host: string): Promise<string>
    /** How the token for it is asked for. */
    tokenOptions(host: string): Promise<TokenOptions>
    login(parsed: string, token: T, request: IdentityRequest): Promise<BasicLogin>
  }
  /** Absent where the cloud has no Git servers. */
  readonly git?: {
    /** What of an address the login depends on. @throws IdentityError for an address of somebody else */
    parse(url: URL): string
    tokenOptions(url: URL): TokenOptions
    login(url: URL, token: T): GitLogin
  }
}

/** What the request for a token has besides what the user says. */
export type TokenOptions = Pick<IdentityRequest, 'region' | 'scopes' | 'audiences'>

/** How clusters are talked to. */
export interface ClusterProvider<T extends Expiring> {
  /** One for each token that is needed: the first is for the cluster itself. */
  tokenOptions(reference: ClusterReference): Promise<readonly TokenOptions[]>
  access(reference: ClusterReference, tokens: readonly T[], request: IdentityRequest): Promise<ClusterAccess>
}

/** Providers whose tokens are sent as they are. */
export type BearerProvider = CloudProvider<BearerToken>
