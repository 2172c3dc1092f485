/** The 403 of a request that its user may not make. @module */
import type { UserInfo } from '../authn/user.ts'
import { ApiError, forbidden } from '../status/index.ts'
import type { Attributes } from './attributes.ts'

/** Says who may not do what, where, and why. */
export function refusal(user: UserInfo, attributes: Attributes, reason: string): ApiError {
  const { code, reason: short, message, details = {} } = refusalOf(user, attributes, reason)
  return new ApiError({
    code,
    reason: short,
    message,
    details,
    headers: { 'x-content-type-options': 'nosniff' },
  })
}

function refusalOf(user: UserInfo, attributes: Attributes, reason: string): ApiError {
  const { verb, path, group, resource, subresource, namespace, name } = attributes
  const who = `User ${JSON.stringify(user.username)} cannot ${verb}`
  const because = reason ? `: ${reason}` : ''
  if (!attributes.isResource) {
    return new ApiError({
      code: 403,
      reason: 'Forbidden',
      message: `forbidden: ${who} path ${JSON.stringify(path)}${because}`,
      details: {},
    })
  }
  const full = subresource ? `${resource}/${subresource}` : resource
  const where = namespace ? `in the namespace ${JSON.stringify(namespace)}` : 'at the cluster scope'
  return forbidden(
    { group, plural: resource },
    name,
    `${who} resource ${JSON.stringify(full)} in API group ${JSON.stringify(group)} ${where}${because}`,
  )
}
