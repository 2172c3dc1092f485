/** `create receiver name`. @module */
import { Receiver } from '@sluice/api/notification'
import { textAt } from '../../kinds/fields.ts'
import { command } from '../../parser/command.ts'
import { list, text } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { createFlags } from '../group-flags.ts'
import { create } from './create.ts'
import { receiverType } from './receiver-type.ts'
import { member } from './spec-parts.ts'

const flags = {
  ...createFlags,
  type: receiverType,
  'secret-ref': text('Secret with the token'),
  event: list('kinds of calls to act on'),
  resource: list('what to reconcile, Kind/name'),
} as const

/** Creates or updates a Receiver. */
export const createReceiver = command({
  summary: 'Create or update a Receiver',
  usage: '[name]',
  examples: ['sluice create receiver hook --type=github --secret-ref=token --resource=GitRepository/repo'],
  flags,
  run: context =>
    create(context, () => {
      const given = context.flags
      if (!given.type) throw new UsageError('Receiver type is required')
      if (!given['secret-ref']) throw new UsageError('secret ref is required')
      const resources = given.resource.map(parseResource)
      if (resources.length === 0) throw new UsageError('atleast one resource is required')
      return {
        kind: Receiver,
        spec: {
          type: given.type,
          ...member('events', given.event),
          resources,
          secretRef: { name: given['secret-ref'] },
        },
        wording: {
          subject: 'Receiver',
          ready: object => `Receiver ${object.metadata.name} is ready`,
          result: object => `generated webhook URL ${textAt(object, 'status', 'webhookPath')}`,
        },
      }
    }),
})

/** flux: the name is taken as it is, with whatever follows a dot. */
function parseResource(resource: string): { kind: string; name: string } {
  const [kind, name, ...more] = resource.split('/')
  if (kind === undefined || name === undefined || more.length > 0)
    throw new UsageError(`invalid event source '${resource}', must be in format <kind>/<name>`)
  return { kind, name }
}
