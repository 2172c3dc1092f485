/** `get <kind> [name]`, for every kind alike. @module */
import type { KubeList } from '@sluice/kube/client'
import type { KindInfo } from '@sluice/kube/meta'
import type { Context } from '../../context.ts'
import type { KindRow } from '../../kinds/kind-row.ts'
import { type AnyCommand, command } from '../../parser/command.ts'
import { toggle, type Values } from '../../parser/flags.ts'
import { formatTable } from '../../printing/table.ts'
import { completeNames } from '../complete-names.ts'
import { getFlags } from '../group-flags.ts'
import { printObjects } from './print-objects.ts'
import { isSelected, parseStatusSelector } from './status-selector.ts'
import { summaryOf, titlesOf } from './summary.ts'

const flags = { ...getFlags, 'show-source': toggle('show where the content comes from') }
type GetContext = Context<typeof flags>

/** The command that gets objects of a kind. */
export function getKind(row: KindRow): AnyCommand {
  const { 'show-source': _, ...plain } = flags
  return command({
    summary: `Get ${row.kind} objects and their state`,
    usage: '[name]',
    examples: [`sluice get ${(row.plural?.names ?? row.names).join(' ')} --all-namespaces`],
    flags: row.sourceColumn ? flags : plain,
    complete: completeNames(row),
    run: context => run(row, context as GetContext),
  })
}

async function run(row: KindRow, context: GetContext): Promise<void> {
  const kind = await row.load()
  if (context.flags.watch) return watchKind(row, kind, context)
  const list = await listKind(kind, context)
  if (list.items.length === 0) throw new Error(nothingFound(row, context))
  if (context.flags.output !== '' && context.flags.output !== 'wide') return printObjects(list.items, context)
  context.out(tableOf(row, list, context))
}

/** Lists a kind as the flags and the first argument ask. */
export async function listKind(kind: KindInfo, context: GetContextLike): Promise<KubeList> {
  const client = await context.client()
  const name = context.args[0]
  return client.list(kind, {
    ...(context.flags['all-namespaces'] ? {} : { namespace: context.namespace }),
    ...(context.flags['label-selector'] ? { labelSelector: context.flags['label-selector'] } : {}),
    ...(name ? { fieldSelector: `metadata.name=${name}` } : {}),
    signal: context.signal,
  })
}

/** Any context with the flags of `get`. */
export type GetContextLike = Context<typeof getFlags> | GetContext

/** The table of a list; without rows only the header. */
export function tableOf(
  row: KindRow,
  list: KubeList,
  context: GetContextLike,
  options: { readonly kindInName?: boolean; readonly header?: boolean } = {},
): string {
  const { flags } = context
  const view = {
    namespace: flags['all-namespaces'],
    kindInName: options.kindInName ?? false,
    source: (flags as Partial<Values<{ 'show-source': ReturnType<typeof toggle> }>>)['show-source'] ?? false,
    age: flags.output === 'wide' ? context.now() : undefined,
  }
  const selector = parseStatusSelector(flags['status-selector'])
  const rows = list.items
    .filter(object => isSelected(row, object, selector))
    .map(object => summaryOf(row, object, view))
  const header = flags['no-header'] || options.header === false ? undefined : titlesOf(row, view)
  return rows.length === 0 && options.kindInName ? '' : formatTable(header, rows)
}

async function watchKind(row: KindRow, kind: KindInfo, context: GetContext): Promise<void> {
  const client = await context.client()
  const name = context.args[0]
  const events = client.watch(kind, {
    ...(context.flags['all-namespaces'] ? {} : { namespace: context.namespace }),
    ...(context.flags['label-selector'] ? { labelSelector: context.flags['label-selector'] } : {}),
    ...(name ? { fieldSelector: `metadata.name=${name}` } : {}),
    signal: context.signal,
  })
  let header = true
  for await (const { type, object } of events) {
    if (type === 'BOOKMARK') continue
    context.out(tableOf(row, { metadata: {}, items: [object] }, context, { header }))
    header = false
  }
}

function nothingFound(row: KindRow, context: GetContextLike): string {
  const where = context.flags['all-namespaces'] ? 'any' : JSON.stringify(context.namespace)
  const name = context.args[0]
  return name
    ? `${row.kind} object '${name}' not found in ${where} namespace`
    : `no ${row.kind} objects found in ${where} namespace`
}
