/** `create alert-provider name`. @module */
import { Provider } from '@sluice/api/notification'
import { command } from '../../parser/command.ts'
import { text } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { createFlags } from '../group-flags.ts'
import { create } from './create.ts'
import { member, referenceMember } from './spec-parts.ts'

const flags = {
  ...createFlags,
  type: text('which service'),
  channel: text('where in the service'),
  username: text('who to post as'),
  address: text('address of the service'),
  'secret-ref': text('Secret with address and token'),
} as const

/** Creates or updates a Provider. */
export const createAlertProvider = command({
  summary: 'Create or update a Provider',
  usage: '[name]',
  examples: ['sluice create alert-provider chat --type=slack --channel=ops --secret-ref=chat-token'],
  flags,
  run: context =>
    create(context, () => {
      const given = context.flags
      if (!given.type) throw new UsageError('Provider type is required')
      return {
        kind: Provider,
        isStatic: true,
        spec: {
          type: given.type,
          ...member('channel', given.channel),
          ...member('username', given.username),
          ...member('address', given.address),
          ...referenceMember('secretRef', given['secret-ref']),
        },
        wording: { subject: 'Provider', ready: object => `Provider ${object.metadata.name} is ready` },
      }
    }),
})
