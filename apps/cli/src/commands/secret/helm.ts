/** `create secret helm name`: credentials of a chart repository. @module */
import { command } from '../../parser/command.ts'
import { text } from '../../parser/flags.ts'
import { createFlags } from '../group-flags.ts'
import { helmSecret } from './helm-secret.ts'
import { readFlagFile } from './read-file.ts'
import { createSecret } from './secret.ts'

const flags = {
  ...createFlags,
  username: text('user to log in as', '', { short: 'u' }),
  password: text('password to log in with', '', { short: 'p' }),
  'tls-crt-file': text('file with a client certificate'),
  'tls-key-file': text('file with the key of the client certificate'),
  'ca-crt-file': text('file with the certificate authority of the server'),
} as const

/** Creates or updates a Secret for a chart repository. */
export const secretHelm = command({
  summary: 'Create or update a Secret for a chart repository',
  usage: '[name]',
  examples: ['sluice create secret helm creds --username=me --password=secret'],
  flags,
  run: context =>
    createSecret(context, { subject: 'helm secret' }, () => {
      const { flags: given, cwd } = context
      return helmSecret({
        username: given.username,
        password: given.password,
        authority: readFlagFile(cwd, given['ca-crt-file'], 'unable to read TLS CA file'),
        certificate: readFlagFile(cwd, given['tls-crt-file'], 'failed to read cert file'),
        key: readFlagFile(cwd, given['tls-key-file'], 'failed to read key file'),
      })
    }),
})
