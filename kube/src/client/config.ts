import type { RateLimitOptions } from './rate-limit.ts'

/** A program that issues credentials (`client.authentication.k8s.io`). */
export interface ExecPlugin {
  readonly apiVersion: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly provideClusterInfo: boolean
  readonly installHint?: string
}

/** How a client proves who it is; the first that is there counts, certificates in addition. */
export interface Credentials {
  /** PEM. */
  readonly clientCertificate?: string
  /** PEM. */
  readonly clientKey?: string
  readonly token?: string
  /** Read again every minute, as it is rotated. */
  readonly tokenFile?: string
  readonly username?: string
  readonly password?: string
  readonly exec?: ExecPlugin
  /** Gives the token of the next request; whoever gives it knows when it needs a new one. */
  readonly issueToken?: (signal?: AbortSignal) => Promise<string>
}

/** Whom to act as. */
export interface Impersonation {
  readonly user: string
  readonly groups?: readonly string[]
  readonly uid?: string
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

/** What is needed to talk to one API server as one user. */
export interface ConnectionConfig {
  /** `https://host:port[/prefix]` */
  readonly server: string
  /** PEM; absent: the system's. */
  readonly certificateAuthority?: string
  readonly insecureSkipTlsVerify?: boolean
  readonly tlsServerName?: string
  /** `http://`, `https://` or `socks5://`. */
  readonly proxyUrl?: string
  readonly credentials?: Credentials
  readonly impersonate?: Impersonation
  /** The context's namespace. */
  readonly namespace?: string
  readonly userAgent?: string
  /** Milliseconds a single answer may take. Default 60 s; watches are not limited by it. */
  readonly timeout?: number
  /** Tell the server, too, how long an answer is waited for, as client-go does. */
  readonly announcesTimeout?: boolean
  /** Absent: as many requests as are wanted. */
  readonly rateLimit?: RateLimitOptions
}

/** A kubeconfig that cannot be used. */
export class KubeconfigError extends Error {
  override readonly name = 'KubeconfigError'
}
