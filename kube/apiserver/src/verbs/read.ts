import type { Answer } from '../http/answer.ts'
import { prepareViews } from '../kinds/index.ts'
import { type ApiError, badRequest, expired, notFound } from '../status/index.ts'
import type { Stored } from '../storage/index.ts'
import type { ApiRequest } from './api-request.ts'
import { formatContinue, inconsistent, parseContinue } from './continue-token.ts'
import { type ListOptions, parseVersion, readListOptions, tooLargeVersion } from './list-options.ts'
import { readSelection } from './selection.ts'

type ListAnswer = Extract<Answer, { type: 'list' }>

export async function getObject({ info, type, services }: ApiRequest): Promise<Answer> {
  if (info.query.has('export')) {
    throw badRequest('the export parameter, deprecated since v1.14, is no longer supported')
  }
  const version = parseVersion(info.query.get('resourceVersion') ?? '', 'internal')
  if (version !== undefined && version > services.store.version) {
    throw tooLargeVersion(version, services.store.version)
  }
  const stored = services.store.get(type.storageKey, type.namespaced ? info.namespace : '', info.name)
  if (!stored) throw notFound(type, info.name)
  await prepareViews(type, [stored])
  return { type: 'stored', code: 200, stored, resourceType: type }
}

export async function listObjects({ info, type, services }: ApiRequest): Promise<ListAnswer> {
  const options = readListOptions(info.query, false)
  const selection = readSelection(type, info.query)
  const { store } = services
  const source = sourceOf(options, store.version)
  const collection = store.collection(type.storageKey)
  const namespace = type.namespaced ? info.namespace : ''
  const all = source.isCurrent ? collection.list(namespace) : collection.listAt(namespace, source.version)
  if (!all) throw expiredList(source)
  const after = source.start === undefined ? all : itemsAfter(all, source.start)
  const matching = selection.isNarrowed ? after.filter(selection.matches) : after
  const limit = limitOf(options)
  const items = limit > 0 ? matching.slice(0, limit) : matching
  await prepareViews(type, items)
  const last = items.at(-1)
  const left = matching.length - items.length
  return {
    type: 'list',
    code: 200,
    resourceType: type,
    items,
    metadata: {
      resourceVersion: String(source.version),
      ...(left > 0 && last ? { continue: formatContinue({ version: source.version, start: last.key }) } : {}),
      ...(left > 0 && !selection.isNarrowed ? { remainingItemCount: left } : {}),
    },
  }
}

interface ListSource {
  readonly version: number
  readonly isCurrent: boolean
  readonly start?: string
}

function sourceOf(options: ListOptions, current: number): ListSource {
  if (options.continueToken !== '') {
    if (options.resourceVersion !== '' && options.resourceVersion !== '0') {
      throw badRequest('specifying resource version is not allowed when using continue')
    }
    const token = parseContinue(options.continueToken)
    if (token.version === inconsistent) return { version: current, isCurrent: true, start: token.start }
    return { version: token.version, isCurrent: false, start: token.start }
  }
  const version = parseVersion(options.resourceVersion, 'badRequest')
  if (version !== undefined && version > current) throw tooLargeVersion(version, current)
  const isExact = options.match === 'Exact' && version !== undefined
  return { version: isExact ? version : current, isCurrent: !isExact }
}

/** Whoever takes any version gets everything at once, as from Kubernetes' watch cache. */
function limitOf({ limit, resourceVersion }: ListOptions): number {
  return resourceVersion === '0' ? 0 : limit
}

function expiredList({ start }: ListSource): ApiError {
  if (start === undefined) return expired('The resourceVersion for the provided list is too old.')
  return expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
    formatContinue({ version: inconsistent, start }),
  )
}

function itemsAfter(items: readonly Stored[], key: string): readonly Stored[] {
  const start = items.findIndex(item => item.key > key)
  return start < 0 ? [] : items.slice(start)
}
