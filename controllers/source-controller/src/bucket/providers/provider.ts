import type { Bucket as BucketObject } from '@sluice/api/source'
import type { IdentityRequest } from '@sluice/io/cloud-identity'
import type { ProxyServer, TlsOptions } from '@sluice/io/http'
import type { Identities } from '../../identity/object-identity.ts'
import type { SecretData } from '../../secrets/secret-data.ts'

/** What the Secrets of a spec hold. */
export interface BucketSecrets {
  readonly login: SecretData | undefined
  readonly stsLogin: SecretData | undefined
  readonly proxy: ProxyServer | undefined
  readonly tls: TlsOptions | undefined
  readonly stsTls: TlsOptions | undefined
}

/** What a bucket is opened with. */
export interface ProviderContext {
  readonly object: BucketObject
  readonly secrets: BucketSecrets
  /** Whom to be where no Secret says so. */
  readonly request: IdentityRequest
  readonly identities: Identities
  readonly env: Readonly<Record<string, string | undefined>>
  now(): Date
}

/** Credentials that cannot be had, or make no sense. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError'
}

/** A token service that the spec cannot mean: no progress until it changes. */
export class StsError extends Error {
  override readonly name = 'StsError'
  readonly reason: string

  constructor(reason: string, message: string) {
    super(message)
    this.reason = reason
  }
}
