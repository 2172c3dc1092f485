import type { ProxyServer, TlsOptions } from '../http/index.ts'
import type { Advertisement } from './advertisement.ts'
import type { FetchAnswer, FetchRequest } from './upload-pack.ts'

/** Where a repository is and how to get in. The URL carries no credentials. */
export interface Remote {
  /** http, https or ssh. */
  readonly url: string
  readonly auth?: GitAuth
  readonly proxy?: ProxyServer
  /** Restrict SSH to these; all that the program knows if absent. */
  readonly sshAlgorithms?: { readonly kex?: readonly string[]; readonly hostKey?: readonly string[] }
}

/** Credentials. Each transport takes what it can use. */
export interface GitAuth {
  readonly username?: string
  /** HTTP: the password. SSH: the passphrase of `identity`. */
  readonly password?: string
  readonly bearerToken?: string
  readonly tls?: TlsOptions
  /** PEM or OpenSSH private key. */
  readonly identity?: string
  readonly knownHosts?: string
}

/** An open conversation with a remote. */
export interface Connection {
  readonly advertisement: Advertisement
  /** Asks for objects; at most once. */
  fetch(request: FetchRequest): Promise<FetchAnswer>
  close(): Promise<void>
}
