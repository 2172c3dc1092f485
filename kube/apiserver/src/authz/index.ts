/** What a user may do. @module */
import type { UserInfo } from '../authn/user.ts'
import type { Services } from '../server/services.ts'

/** What a request wants, as RBAC rules name it. */
export interface Attributes {
  readonly verb: string
  readonly isResource: boolean
  readonly path: string
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
}

export interface Decision {
  readonly allowed: boolean
  /** Why not; added to the message of the refusal where not empty. */
  readonly reason: string
}

export type Authorizer = (user: UserInfo, attributes: Attributes) => Promise<Decision>

export function createAuthorizer(_options: { readonly services: Services }): Authorizer {
  return async user => ({ allowed: user.groups.includes('system:masters'), reason: '' })
}
