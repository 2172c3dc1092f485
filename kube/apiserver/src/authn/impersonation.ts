/**
 * Impersonation: a request made as another user, by one who may.
 *
 * There are several ways to be allowed. The constrained ones need a right to the identity
 * (`impersonate:<mode>`) and one to what is done with it (`impersonate-on:<mode>:<verb>`); the old one needs the verb
 * `impersonate` on each part of the identity. The way that last worked for a requester is tried first, and its
 * refusal is the one that is told.
 * @module
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Attributes } from '../authz/attributes.ts'
import type { Authorizer } from '../authz/index.ts'
import { refusal } from '../authz/refusal.ts'
import { ApiError, badRequest } from '../status/index.ts'
import {
  accountOf,
  type Check,
  checksOf,
  type Mode,
  modes,
  nodeOf,
  type Wanted,
} from './impersonation-checks.ts'
import { serviceAccountGroups } from './service-account-token.ts'
import type { UserInfo } from './user.ts'

/** The user to go on as: the impersonated one, or the requester where nobody is impersonated. */
export type Impersonator = (
  requester: UserInfo,
  headers: IncomingHttpHeaders,
  attributes: Attributes,
) => Promise<UserInfo>

const maxRemembered = 1000

export function createImpersonator(authorize: Authorizer): Impersonator {
  const lastMode = new Map<string, Mode>()
  return async (requester, headers, attributes) => {
    const wanted = readHeaders(headers)
    if (!wanted) return requester
    const known = lastMode.get(requester.username)
    const order = known ? [known, ...modes.filter(mode => mode !== known)] : modes
    let first: ApiError | undefined
    for (const mode of order) {
      if (!applies(mode, wanted, requester)) continue
      const refused = await refusalIn(mode, { requester, wanted, attributes, authorize })
      if (refused) {
        first ??= refused
        continue
      }
      if (lastMode.size >= maxRemembered) lastMode.clear()
      lastMode.set(requester.username, mode)
      return impersonated(wanted, mode)
    }
    throw first ?? badRequest('all impersonation modes failed')
  }
}

function readHeaders(headers: IncomingHttpHeaders): Wanted | undefined {
  const one = (name: string) => [headers[name]].flat()[0] ?? ''
  const groups = listed(headers['impersonate-group'])
  const extra: Record<string, string[]> = {}
  for (const [header, value] of Object.entries(headers)) {
    if (!header.startsWith('impersonate-extra-')) continue
    extra[unescapeKey(header.slice('impersonate-extra-'.length))] = listed(value)
  }
  const wanted = { name: one('impersonate-user'), uid: one('impersonate-uid'), groups, extra }
  if (wanted.name) return wanted
  if (!wanted.uid && groups.length === 0 && Object.keys(extra).length === 0) return undefined
  throw new ApiError({
    code: 400,
    reason: 'BadRequest',
    message: `requested ${goText(wanted)} without impersonating a user name`,
    headers: { 'x-content-type-options': 'nosniff' },
  })
}

/** Repeated headers come joined by Node. */
function listed(value: string | readonly string[] | undefined): string[] {
  return [value].flat().flatMap(each => (each === undefined ? [] : each.split(', ')))
}

function unescapeKey(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch (error) {
    if (error instanceof URIError) return key
    throw error
  }
}

/** The user as Go prints a struct. */
function goText({ uid, groups, extra }: Wanted): string {
  const list = (texts: readonly string[]) => `[]string{${texts.map(text => JSON.stringify(text)).join(', ')}}`
  const entries = Object.entries(extra).map(([key, values]) => `${JSON.stringify(key)}:${list(values)}`)
  const shownGroups = groups.length > 0 ? list(groups) : '[]string(nil)'
  const shownExtra =
    entries.length > 0 ? `map[string][]string{${entries.join(', ')}}` : 'map[string][]string(nil)'
  return `&user.DefaultInfo{Name:"", UID:${JSON.stringify(uid)}, Groups:${shownGroups}, Extra:${shownExtra}}`
}

function applies(mode: Mode, wanted: Wanted, requester: UserInfo): boolean {
  const node = nodeOf(wanted.name)
  const account = accountOf(wanted.name)
  const onlyName = !wanted.uid && wanted.groups.length === 0 && Object.keys(wanted.extra).length === 0
  switch (mode) {
    case 'associated-node': {
      const own = requester.extra?.['authentication.kubernetes.io/node-name'] ?? []
      return (
        onlyName &&
        node !== undefined &&
        own.length === 1 &&
        own[0] === node &&
        accountOf(requester.username) !== undefined
      )
    }
    case 'arbitrary-node':
      return onlyName && node !== undefined
    case 'serviceaccount':
      return onlyName && account !== undefined
    case 'user-info':
      return node === undefined && account === undefined
    case 'legacy':
      return true
  }
}

interface Question {
  readonly requester: UserInfo
  readonly wanted: Wanted
  readonly attributes: Attributes
  readonly authorize: Authorizer
}

/** The refusal of the first check that fails. */
async function refusalIn(mode: Mode, question: Question): Promise<ApiError | undefined> {
  const { requester, wanted, attributes, authorize } = question
  for (const check of checksOf(mode, wanted, attributes)) {
    const refused = await refusalOf(check, requester, authorize)
    if (refused) return refused
  }
  return undefined
}

async function refusalOf(
  check: Check,
  requester: UserInfo,
  authorize: Authorizer,
): Promise<ApiError | undefined> {
  if (check.forbidden !== undefined) return refusal(requester, check.attributes, check.forbidden)
  const { allowed, reason } = await authorize(requester, check.attributes)
  if (allowed) return undefined
  if (!check.covers) return refusal(requester, check.attributes, reason)
  for (const each of check.covers) {
    const refused = await refusalOf(each, requester, authorize)
    if (refused) return refused
  }
  return undefined
}

function impersonated(wanted: Wanted, mode: Mode): UserInfo {
  const account = accountOf(wanted.name)
  let groups = wanted.groups
  if (account && groups.length === 0) groups = serviceAccountGroups(account.namespace)
  if (mode !== 'legacy' && nodeOf(wanted.name) !== undefined) groups = ['system:nodes']
  const everyone = wanted.name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated'
  const known = groups.includes(everyone) || groups.includes('system:unauthenticated')
  return {
    username: wanted.name,
    ...(wanted.uid ? { uid: wanted.uid } : {}),
    groups: known ? groups : [...groups, everyone],
    ...(Object.keys(wanted.extra).length > 0 ? { extra: wanted.extra } : {}),
  }
}
