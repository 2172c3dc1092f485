import type { Values } from '../../parser/flags.ts'
import { keyPairOf, makeKeyPair } from './key-pair.ts'
import { readFlagFile } from './read-file.ts'
import { scanHostKeys } from './scan-host-keys.ts'
import type { SecretContent } from './secret.ts'
import type { sshFlags } from './ssh-flags.ts'

/** What of the flags bears on an SSH key. */
export type SshFlags = Values<typeof sshFlags> & {
  readonly password: string
  readonly 'private-key-file': string
}

/** The Secret for Git over SSH: the given key or a new one, and the keys of the server. */
export async function sshContent(
  given: SshFlags,
  url: URL,
  { cwd, signal }: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<SecretContent> {
  const file = readFlagFile(cwd, given['private-key-file'], 'failed to open private key file')
  const pair = file ? keyPairOf(file, given.password) : makeKeyPair(given)
  return {
    data: {
      identity: pair.privateKey,
      'identity.pub': pair.publicKey,
      known_hosts: await scanHostKeys(url, signal),
      ...(given.password ? { password: given.password } : {}),
    },
  }
}
