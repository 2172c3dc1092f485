import type { SecretContent } from './secret.ts'
import { tlsContent } from './tls-content.ts'

/** Credentials of a chart repository. */
export interface HelmCredentials {
  readonly username: string
  readonly password: string
  readonly authority: string
  readonly certificate: string
  readonly key: string
}

/** The Secret for a chart repository: a client certificate outranks a user. @throws Error for half of a pair */
export function helmSecret(given: HelmCredentials): SecretContent {
  const { username, password, authority } = given
  if (given.certificate || given.key) return tlsContent(given)
  const authorityPart: Readonly<Record<string, string>> = authority ? { 'ca.crt': authority } : {}
  if (!username && !password) return authority ? { data: authorityPart, type: 'Opaque' } : { data: {} }
  if (!username) throw new Error('username is required')
  if (!password) throw new Error('password is required')
  return { data: { ...authorityPart, username, password }, type: 'kubernetes.io/basic-auth' }
}
