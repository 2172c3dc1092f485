import type { IdentityRequest } from '@sluice/io/cloud-identity'
import type { ProxyServer, TlsOptions } from '@sluice/io/http'
import type { SecretData } from '../../secrets/secret-data.ts'

/** What a provider is asked with. */
export interface LoginRequest {
  /** The repository, without credentials. */
  readonly url: string
  /** The Secret of the spec; empty if there is none. */
  readonly secret: SecretData
  readonly tls?: TlsOptions
  readonly proxy?: ProxyServer
  /** Whom to be to a cloud; without it we are ourselves. */
  readonly account?: IdentityRequest['account']
  readonly signal: AbortSignal
}

/** Short-lived credentials. */
export type Login =
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  | { readonly type: 'bearer'; readonly token: string }

/** Logs in as somebody whom a provider of repositories knows. @throws LoginError */
export type LogIn = (request: LoginRequest) => Promise<Login>

/** The providers that there are. */
export type Providers = Readonly<Record<'github' | 'aws' | 'azure', LogIn>>

/** A login that is refused, or lacks something. */
export class LoginError extends Error {
  override readonly name = 'LoginError'
}
