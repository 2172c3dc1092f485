/** `create secret oci name`: credentials of a container registry. @module */
import { command } from '../../parser/command.ts'
import { text } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { createFlags } from '../group-flags.ts'
import { createSecret } from './secret.ts'

const flags = {
  ...createFlags,
  url: text('the registry'),
  username: text('user to log in as', '', { short: 'u' }),
  password: text('password to log in with', '', { short: 'p' }),
} as const

/** Creates or updates a Secret for a registry. */
export const secretOci = command({
  summary: 'Create or update a Secret for a container registry',
  usage: '[name]',
  examples: ['sluice create secret oci creds --url=ghcr.io --username=me --password=secret'],
  flags,
  run: context =>
    createSecret(context, { subject: 'oci secret', ignoresLabels: true }, () => {
      const { url, username, password } = context.flags
      for (const [flag, value] of Object.entries({ url, password, username })) {
        if (!value) throw new UsageError(`--${flag} is required`)
      }
      const auth = Buffer.from(`${username}:${password}`).toString('base64')
      const config = { auths: { [url]: { username, password, auth } } }
      return {
        type: 'kubernetes.io/dockerconfigjson',
        data: { '.dockerconfigjson': JSON.stringify(config, undefined, 2) },
      }
    }),
})
