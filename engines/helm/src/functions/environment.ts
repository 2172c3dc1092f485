/** What template functions need from outside; engines have no clock, randomness or network of their own. */
export interface FunctionEnvironment {
  now(): Date
  /** Bytes that nobody can guess. */
  randomBytes(count: number): Uint8Array
  /** The IANA name of the zone that Go calls `Local`, such as `UTC`. */
  readonly timeZone: string
  /** The addresses of a host; without it `getHostByName` gives an empty string, as Helm does unless DNS is allowed. */
  readonly resolveHost?: (name: string) => string
}
