/** `create secret receiver name`: the token of a webhook. @module */
import { createHash, randomBytes } from 'node:crypto'
import { command } from '../../parser/command.ts'
import { text } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { receiverType } from '../create/receiver-type.ts'
import { createFlags } from '../group-flags.ts'
import { createSecret } from './secret.ts'

const flags = {
  ...createFlags,
  type: receiverType,
  token: text('the token; a random one unless told'),
  hostname: text('host that the webhook is reached at'),
  'email-claim': text('for gcr: address that calls come from'),
  'audience-claim': text('for gcr: audience of the calls; the address of the webhook unless told'),
} as const

/** Creates or updates a Secret for a Receiver. */
export const secretReceiver = command({
  summary: 'Create or update a Secret for a Receiver',
  usage: '[name]',
  examples: ['sluice create secret receiver token --type=github --hostname=hooks.example.com'],
  flags,
  run: context =>
    createSecret(context, { subject: 'receiver secret' }, name => {
      const given = context.flags
      if (!given.type) throw new UsageError('--type is required')
      if (!given.hostname) throw new UsageError('--hostname is required')
      const email = given['email-claim']
      if (given.type === 'gcr' && !email)
        throw new UsageError('--email-claim is required for gcr receiver type')
      const token = given.token || randomBytes(32).toString('hex')
      const path = createHash('sha256').update(`${token}${name}${context.namespace}`).digest('hex')
      const url = `https://${given.hostname}/hook/${path}`
      return {
        annotations: { 'notification.toolkit.fluxcd.io/webhook': url },
        data: {
          token,
          ...(given.type === 'gcr' ? { email, audience: given['audience-claim'] || url } : {}),
        },
      }
    }),
})
