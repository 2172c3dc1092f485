import { choice, text, type Values } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'

/** Flags about signatures. */
export const verifyFlags = {
  'verify-provider': choice('tool that signatures are made with', ['cosign'], {
    initial: '',
    refusal: value => `source OCI verify provider '${value}' is not supported`,
  }),
  'verify-secret-ref': text('Secret with the public keys of trusted authors'),
  'verify-issuer': text('regular expression for who vouches for the signer'),
  'verify-subject': text('regular expression for the signer'),
} as const

/** @throws UsageError if there are keys or identities for a tool that is not named */
export function checkVerify(given: Values<typeof verifyFlags>): void {
  if (given['verify-provider']) return
  if (given['verify-secret-ref'])
    throw new UsageError('a verification provider must be specified when a secret is specified')
  if (given['verify-issuer'] || given['verify-subject'])
    throw new UsageError('a verification provider must be specified when OIDC issuer/subject is specified')
}
