import type { Answer } from '../http/answer.ts'
import { isTrue } from '../http/request-info.ts'
import { prepareViews } from '../kinds/index.ts'
import { type ApiError, badRequest, expired, notFound } from '../status/index.ts'
import { keyOf, type Stored } from '../storage/index.ts'
import type { ApiRequest } from './api-request.ts'
import { formatContinue, inconsistent, parseContinue } from './continue-token.ts'
import { type ListOptions, parseVersion, readListOptions, tooLargeVersion } from './list-options.ts'
import { requireName } from './require-name.ts'
import { readSelection } from './selection.ts'

type ListAnswer = Extract<Answer, { type: 'list' }>

export async function getObject({ info, type, services }: ApiRequest): Promise<Answer> {
  if (isTrue(info.query.get('export'))) {
    throw badRequest('the export parameter, deprecated since v1.14, is no longer supported')
  }
  const given = info.query.get('resourceVersion') ?? ''
  const version = parseVersion(given, 'internal')
  if (version !== undefined && version > services.store.version) {
    throw tooLargeVersion(given, services.store.version)
  }
  requireName(info.name)
  const stored = services.store.get(type.storageKey, type.namespaced ? info.namespace : '', info.name)
  if (!stored) throw notFound(type, info.name)
  await prepareViews(type, [stored])
  return { type: 'stored', code: 200, stored, resourceType: type }
}

export async function listObjects({ info, type, services }: ApiRequest): Promise<ListAnswer> {
  const options = readListOptions(info.query, false)
  const selection = readSelection(type, info.query)
  const { store } = services
  const collection = store.collection(type.storageKey)
  const source = sourceOf(options, store.version, collection.version ?? store.version)
  const namespace = type.namespaced ? info.namespace : ''
  const all = source.isCurrent ? collection.list(namespace) : collection.listAt(namespace, source.version)
  if (!all) throw expiredList(source)
  // Keys in tokens begin where the list does.
  const prefix = namespace === '' ? '' : keyOf(namespace, '')
  const after = source.start === undefined ? all : itemsFrom(all, prefix + source.start)
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
      ...(left > 0 && last
        ? { continue: formatContinue({ version: source.version, start: nextKey(last, prefix) }) }
        : {}),
      ...(left > 0 && !selection.isNarrowed ? { remainingItemCount: left } : {}),
    },
  }
}

interface ListSource {
  readonly version: number
  readonly isCurrent: boolean
  readonly start?: string
}

/**
 * `latest`: the version of the kind's latest change, which is that of a list of what is there now: writes to other
 * kinds leave it as it is.
 */
function sourceOf(options: ListOptions, current: number, latest: number): ListSource {
  if (options.continueToken !== '') {
    const token = parseContinue(options.continueToken)
    if (options.resourceVersion !== '' && options.resourceVersion !== '0') {
      throw badRequest('specifying resource version is not allowed when using continue')
    }
    if (token.version > current) throw tooLargeVersion(token.version, current)
    if (token.version === inconsistent) return { version: latest, isCurrent: true, start: token.start }
    return { version: token.version, isCurrent: false, start: token.start }
  }
  const version = parseVersion(options.resourceVersion, 'badRequest')
  if (version !== undefined && version > current) throw tooLargeVersion(options.resourceVersion, current)
  if (version === undefined || !isExact(options))
    return { version: Math.max(version ?? 0, latest), isCurrent: true }
  return { version, isCurrent: false }
}

/** Pages are of one version even where that is not asked for. */
function isExact({ match, limit, resourceVersion }: ListOptions): boolean {
  return match === 'Exact' || (match === '' && limit > 0 && resourceVersion !== '0')
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

function itemsFrom(items: readonly Stored[], key: string): readonly Stored[] {
  const start = items.findIndex(item => item.key >= key)
  return start < 0 ? [] : items.slice(start)
}

/** What sorts right after a key, as a list of what has the prefix names it. */
function nextKey({ key }: Stored, prefix: string): string {
  return `${key.slice(prefix.length)}\0`
}
