/** How to reach servers: whom to trust, who we are, which proxy to go through. */
export interface HttpOptions {
  readonly tls?: TlsOptions
  /** Without it, the one that the process's environment names, if any. */
  readonly proxy?: ProxyServer
}

/** PEM texts. */
export interface TlsOptions {
  /** Authorities to trust besides those of the system. */
  readonly ca?: string
  /** Our certificate and key, for servers that ask for one. */
  readonly cert?: string
  readonly key?: string
  /** Takes any certificate of the server. Only where a user asks for just that. */
  readonly skipVerify?: boolean
}

/** A proxy's address (http, https or socks5) and credentials. */
export interface ProxyServer {
  readonly address: string
  readonly username?: string
  readonly password?: string
}
