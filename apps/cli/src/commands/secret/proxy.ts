/** `create secret proxy name`: address and credentials of a proxy. @module */
import { command } from '../../parser/command.ts'
import { text } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { createFlags } from '../group-flags.ts'
import { createSecret } from './secret.ts'

const flags = {
  ...createFlags,
  address: text('address of the proxy'),
  username: text('user to log in as', '', { short: 'u' }),
  password: text('password to log in with', '', { short: 'p' }),
} as const

/** Creates or updates a Secret for a proxy. */
export const secretProxy = command({
  summary: 'Create or update a Secret for a proxy',
  usage: '[name]',
  examples: ['sluice create secret proxy corporate --address=https://proxy.example.com:3128'],
  flags,
  run: context =>
    createSecret(context, { subject: 'proxy secret' }, () => {
      const { address, username, password } = context.flags
      if (!address) throw new UsageError('address is required')
      return {
        type: 'Opaque',
        data: { address, ...(username ? { username } : {}), ...(password ? { password } : {}) },
      }
    }),
})
