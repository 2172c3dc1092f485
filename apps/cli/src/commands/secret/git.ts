/** `create secret git name`: credentials of a Git repository. @module */
import type { Context } from '../../context.ts'
import { command } from '../../parser/command.ts'
import { text, type Values } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { parseUrl } from '../create/parse-url.ts'
import { createFlags } from '../group-flags.ts'
import { readFlagFile } from './read-file.ts'
import { createSecret, type SecretContent } from './secret.ts'
import { sshContent } from './ssh-content.ts'
import { sshFlags } from './ssh-flags.ts'

const flags = {
  ...createFlags,
  ...sshFlags,
  url: text('address of the repository'),
  username: text('user to log in as', '', { short: 'u' }),
  password: text('password of the user, or passphrase of the key', '', { short: 'p' }),
  'bearer-token': text('token to log in with'),
  'ca-crt-file': text('file with the certificate authority of the server'),
  'private-key-file': text('file with the SSH private key'),
} as const

/** Creates or updates a Secret for Git. */
export const secretGit = command({
  summary: 'Create or update a Secret for a Git repository',
  usage: '[name]',
  examples: [
    'sluice create secret git creds --url=https://example.com/org/app --username=me --password=secret',
  ],
  flags,
  run: context =>
    createSecret(context, { subject: 'git secret' }, async () => {
      const content = await contentOf(context)
      const key = content.data['identity.pub']
      if (key && !context.flags.export) context.log.generate(`deploy key: ${key}`)
      return content
    }),
})

async function contentOf(context: Context<typeof flags>): Promise<SecretContent> {
  const { flags: given, cwd } = context
  if (!given.url) throw new UsageError('url is required')
  const url = parseUrl(given.url, 'git URL')
  const scheme = url?.protocol.replace(':', '') ?? ''
  if (scheme === 'http' || scheme === 'https') return httpContent(given, cwd)
  if (url && scheme === 'ssh') return sshContent(given, url, context)
  throw new UsageError(`git URL scheme '${scheme}' not supported, can be: ssh, http and https`)
}

function httpContent(given: Values<typeof flags>, cwd: string): SecretContent {
  const { username, password, 'bearer-token': bearerToken } = given
  const hasUser = username !== '' && password !== ''
  if (!hasUser && !bearerToken)
    throw new UsageError('for Git over HTTP/S the username and password, or a bearer token is required')
  if (hasUser && bearerToken)
    throw new UsageError('user credentials and bearer token cannot be used together')
  const authority = readFlagFile(cwd, given['ca-crt-file'], 'unable to read TLS CA file')
  return {
    data: {
      ...(hasUser ? { username, password } : { bearerToken }),
      ...(authority ? { 'ca.crt': authority } : {}),
    },
  }
}
