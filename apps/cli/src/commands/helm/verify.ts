/** `helm verify PATH`: who signed a chart's archive. @module */
import { text } from '../../parser/flags.ts'
import { helmCommand } from './helm-command.ts'
import { verifyArchive } from './verify-archive.ts'

/** Verifies an archive. */
export const helmVerify = helmCommand({
  summary: 'Verify that a chart has been signed and is unchanged',
  usage: 'PATH',
  examples: ['sluice helm verify chart-1.2.3.tgz --keyring ~/.gnupg/pubring.gpg'],
  flags: { keyring: text('keyring containing public keys', '~/.gnupg/pubring.gpg') },
  run: async context => {
    const [path, ...more] = context.args
    if (path === undefined || more.length > 0) {
      throw new Error('"helm verify" requires 1 argument\n\nUsage:  helm verify PATH [flags]')
    }
    const { identities, fingerprint, digest } = await verifyArchive(path, context.flags.keyring, context)
    for (const identity of identities) context.out(`Signed by: ${identity}\n`)
    context.out(`Using Key With Fingerprint: ${fingerprint}\nChart Hash Verified: ${digest}\n`)
  },
})
