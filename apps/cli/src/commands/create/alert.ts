/** `create alert name`. @module */
import { Alert } from '@sluice/api/notification'
import { command } from '../../parser/command.ts'
import { list, text } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { createFlags } from '../group-flags.ts'
import { create } from './create.ts'
import { splitNamespace } from './source-reference.ts'
import { member } from './spec-parts.ts'

const flags = {
  ...createFlags,
  'provider-ref': text('Provider to send to'),
  'event-severity': text('severity of the events to send: info or error'),
  'event-source': list('objects whose events are sent, Kind/name[.namespace]'),
} as const

/** Creates or updates an Alert. */
export const createAlert = command({
  summary: 'Create or update an Alert',
  usage: '[name]',
  examples: ["sluice create alert ops --provider-ref=chat --event-source='Kustomization/*'"],
  flags,
  run: context =>
    create(context, () => {
      const given = context.flags
      if (!given['provider-ref']) throw new UsageError('provider ref is required')
      const eventSources = given['event-source'].map(parseEventSource)
      if (eventSources.length === 0) throw new UsageError('at least one event source is required')
      return {
        kind: Alert,
        isStatic: true,
        spec: {
          providerRef: { name: given['provider-ref'] },
          ...member('eventSeverity', given['event-severity']),
          eventSources,
        },
        wording: { subject: 'Alert', ready: object => `Alert ${object.metadata.name} is ready` },
      }
    }),
})

function parseEventSource(source: string): { kind: string; name: string; namespace?: string } {
  const [kind, rest, ...more] = source.split('/')
  if (kind === undefined || rest === undefined || more.length > 0)
    throw new UsageError(`invalid event source '${source}', must be in format <kind>/<name>`)
  const { name, namespace } = splitNamespace(rest)
  return { kind, name, ...(namespace ? { namespace } : {}) }
}
