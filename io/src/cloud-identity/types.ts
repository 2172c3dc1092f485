import type { HttpClient, HttpOptions, ProxyServer } from '../http/index.ts'

/** Clouds that know identities of their own. */
export type Cloud = 'aws' | 'azure' | 'gcp'

/** A ServiceAccount that stands for an identity in a cloud. */
export interface ServiceAccount {
  readonly namespace: string
  readonly name: string
  readonly annotations: Readonly<Record<string, string>>
  /** A token that says who it is, for those audiences (none: the API server's own). @throws IdentityError */
  issueToken(audiences: readonly string[], signal: AbortSignal): Promise<string>
}

/** Whom to be, and how to get there. */
export interface IdentityRequest {
  /** Finds the account to be; without it we are whoever our surroundings say. @throws IdentityError */
  readonly account?: (signal: AbortSignal) => Promise<ServiceAccount>
  readonly proxy?: ProxyServer
  readonly signal: AbortSignal
  /** AWS: where the security token service is asked. */
  readonly region?: string
  readonly stsEndpoint?: string
  /** Azure: what the token is for. */
  readonly scopes?: readonly string[]
  /** Of the account's token, in place of those that the cloud wants. */
  readonly audiences?: readonly string[]
}

/** Something that is good until a time, in milliseconds since 1970. */
export interface Expiring {
  readonly expiresAt: number
}

/** A token to be sent as it is. */
export interface BearerToken extends Expiring {
  readonly token: string
}

/** A name and a password. */
export interface BasicLogin extends Expiring {
  readonly username: string
  readonly password: string
}

/** How a Git server is logged in to. */
export type GitLogin = ({ readonly type: 'basic' } & BasicLogin) | ({ readonly type: 'bearer' } & BearerToken)

/** A cluster by its name in a cloud; what is missing is looked up there. */
export interface ClusterReference {
  /** `arn:aws:eks:…`, `/subscriptions/…`, `projects/…`. */
  readonly cluster?: string
  readonly address?: string
  /** PEM. */
  readonly certificateAuthority?: string
}

/** How a cluster is talked to, for as long as the token is good. */
export interface ClusterAccess extends BearerToken {
  readonly server: string
  /** PEM; absent: the system's. */
  readonly certificateAuthority?: string
}

/** What lies around us. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly openHttp: (options: HttpOptions) => HttpClient
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** A token of the cluster that we run in, for those audiences. @throws IdentityError */
  readonly issueOwnToken?: (audiences: readonly string[], signal: AbortSignal) => Promise<string>
}

/** An identity that cannot be had. The message says why, and holds no secret. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError'
}
