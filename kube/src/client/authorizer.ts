import { readFile } from 'node:fs/promises'
import type { ConnectionConfig, Credentials } from './config.ts'
import { type IssuedCredentials, runExecPlugin } from './exec-plugin.ts'

/** Tokens from files are read again after this time, as client-go does. */
const tokenFileAge = 60_000
/** Issued credentials are renewed so long before they expire. */
const renewBefore = 10_000

/** Supplies the credentials of one user, and new ones when they expire or are refused. */
export class Authorizer {
  readonly #config: ConnectionConfig
  readonly #credentials: Credentials
  #issued: { readonly value: Promise<IssuedCredentials>; expires: number } | undefined
  #fileToken: { readonly value: Promise<string>; readonly until: number } | undefined

  constructor(config: ConnectionConfig) {
    this.#config = config
    this.#credentials = config.credentials ?? {}
  }

  /** The `Authorization` header, if there is to be one. */
  async header(signal?: AbortSignal): Promise<string | undefined> {
    const { token, tokenFile, username, password, issueToken } = this.#credentials
    if (issueToken) return `Bearer ${await issueToken(signal)}`
    if (tokenFile) return `Bearer ${await this.#readToken(tokenFile)}`
    if (token) return `Bearer ${token}`
    if (username) return `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`
    const issued = await this.#issue()
    return issued?.token ? `Bearer ${issued.token}` : undefined
  }

  /** The client certificate and key (PEM), if there are any. */
  async certificate(): Promise<{ readonly cert: string; readonly key: string } | undefined> {
    const { clientCertificate, clientKey } = this.#credentials
    if (clientCertificate && clientKey) return { cert: clientCertificate, key: clientKey }
    const issued = await this.#issue()
    if (issued?.clientCertificate && issued.clientKey)
      return { cert: issued.clientCertificate, key: issued.clientKey }
    return undefined
  }

  /** The server refused what `header` gave. Returns whether the next `header` may differ. */
  refused(): boolean {
    const renewable = this.#issued !== undefined || this.#fileToken !== undefined
    this.#issued = undefined
    this.#fileToken = undefined
    return renewable
  }

  #readToken(path: string): Promise<string> {
    const now = Date.now()
    if (!this.#fileToken || this.#fileToken.until < now) {
      this.#fileToken = { value: readFile(path, 'utf8').then(text => text.trim()), until: now + tokenFileAge }
      this.#fileToken.value.catch(() => (this.#fileToken = undefined))
    }
    return this.#fileToken.value
  }

  async #issue(): Promise<IssuedCredentials | undefined> {
    const plugin = this.#credentials.exec
    if (!plugin) return undefined
    if (!this.#issued || this.#issued.expires - renewBefore < Date.now()) {
      const entry = { value: runExecPlugin(plugin, this.#config), expires: Number.POSITIVE_INFINITY }
      this.#issued = entry
      entry.value.then(
        issued => (entry.expires = issued.expires ?? Number.POSITIVE_INFINITY),
        () => (this.#issued = this.#issued === entry ? undefined : this.#issued),
      )
    }
    return this.#issued.value
  }
}
