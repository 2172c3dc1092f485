/** `events`: what controllers reported, of one object and its source, or of all. @module */

import type { KubeObject } from '@sluice/kube/meta'
import type { Context } from '../../context.ts'
import { command } from '../../parser/command.ts'
import { list, text, toggle } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { formatTable } from '../../printing/table.ts'
import { eventKind, eventRow, eventTime, involvedKind } from './event-row.ts'
import { type EventScope, findScopes, isKnownKind } from './event-scopes.ts'

const flags = {
  'all-namespaces': toggle('show the events of all namespaces', { short: 'A' }),
  watch: toggle('go on and print each event', { short: 'w' }),
  for: text('show the events of one object, <kind>[/<name>]'),
  types: list('show only events of these types: Normal, Warning'),
} as const

type EventsContext = Context<typeof flags>

/** Shows events. */
export const events = command({
  summary: 'Show events of Flux objects',
  examples: ['sluice events --for Kustomization/apps', 'sluice events --types=Warning -A'],
  flags,
  run,
})

async function run(context: EventsContext): Promise<void> {
  for (const type of context.flags.types) {
    if (!/^(normal|warning)$/i.test(type))
      throw new UsageError(`type '${type}' not supported. Supported types are Normal, Warning`)
  }
  const namespace = context.flags['all-namespaces'] ? undefined : context.namespace
  const scopes = await findScopes(context, context.flags.for, namespace)
  const showNamespace = scopes.some(scope => scope.namespace !== context.namespace)
  if (context.flags.watch) return watchEvents(context, scopes, showNamespace)

  const found = (await Promise.all(scopes.map(scope => listEvents(context, scope)))).flat()
  const shown = found
    .filter(event => isWanted(event, context.flags.types))
    .sort((a, b) => eventTime(a) - eventTime(b))
  if (shown.length === 0) {
    context.log.failure(
      namespace === undefined ? 'No events found.' : `No events found in ${namespace} namespace.`,
    )
    return
  }
  const rows = shown.map(event => eventRow(event, context.now(), showNamespace))
  context.out(formatTable(titles(showNamespace), rows))
}

async function listEvents(context: EventsContext, scope: EventScope): Promise<readonly KubeObject[]> {
  const client = await context.client()
  const { items } = await client.list(eventKind, { ...scope, signal: context.signal })
  return items
}

async function watchEvents(
  context: EventsContext,
  scopes: readonly EventScope[],
  showNamespace: boolean,
): Promise<void> {
  const client = await context.client()
  let header: readonly string[] | undefined = titles(showNamespace)
  const follow = async (scope: EventScope): Promise<void> => {
    for await (const { type, object } of client.watch(eventKind, { ...scope, signal: context.signal })) {
      if (type === 'DELETED' || type === 'BOOKMARK' || !isWanted(object, context.flags.types)) continue
      context.out(formatTable(header, [eventRow(object, context.now(), showNamespace)]))
      header = undefined
    }
  }
  await Promise.all(scopes.map(follow))
}

function isWanted(event: KubeObject, types: readonly string[]): boolean {
  if (!isKnownKind(involvedKind(event))) return false
  const type = String(event['type'] ?? '').toLowerCase()
  return types.length === 0 || types.some(wanted => wanted.toLowerCase() === type)
}

function titles(showNamespace: boolean): readonly string[] {
  return [...(showNamespace ? ['Namespace'] : []), 'Last seen', 'Type', 'Reason', 'Object', 'Message']
}
