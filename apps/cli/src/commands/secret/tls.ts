/** `create secret tls name`: certificates. @module */
import { command } from '../../parser/command.ts'
import { text } from '../../parser/flags.ts'
import { createFlags } from '../group-flags.ts'
import { readFlagFile } from './read-file.ts'
import { createSecret } from './secret.ts'
import { tlsContent } from './tls-content.ts'

const flags = {
  ...createFlags,
  'tls-crt-file': text('file with a certificate'),
  'tls-key-file': text('file with the key of the certificate'),
  'ca-crt-file': text('file with a certificate authority'),
} as const

/** Creates or updates a Secret with certificates. */
export const secretTls = command({
  summary: 'Create or update a Secret with certificates',
  usage: '[name]',
  examples: ['sluice create secret tls certs --tls-crt-file=tls.crt --tls-key-file=tls.key'],
  flags,
  run: context =>
    createSecret(context, { subject: 'tls secret' }, () => {
      const { flags: given, cwd } = context
      return tlsContent({
        authority: readFlagFile(cwd, given['ca-crt-file'], 'unable to read TLS CA file'),
        certificate: readFlagFile(cwd, given['tls-crt-file'], 'failed to read cert file'),
        key: readFlagFile(cwd, given['tls-key-file'], 'failed to read key file'),
      })
    }),
})
