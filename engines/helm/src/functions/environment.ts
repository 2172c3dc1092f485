import type { Cryptography } from './cryptography/cryptography.ts'

/** What template functions need from outside; engines have no clock, randomness or network of their own. */
export interface FunctionEnvironment {
  now(): Date
  /** Bytes that nobody can guess. */
  randomBytes(count: number): Uint8Array
  /** Keys, signatures and ciphers, for the few templates that make some. */
  loadCryptography(): Promise<Cryptography>
  /** The IANA name of the zone that Go calls `Local`, such as `UTC`. */
  readonly timeZone: string
  /** The addresses of a host; without it `getHostByName` gives an empty string, as Helm does unless DNS is allowed. */
  readonly resolveHost?: (name: string) => string
}
