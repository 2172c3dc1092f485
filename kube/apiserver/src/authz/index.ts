/** What a user may do. @module */
import type { UserInfo } from '../authn/user.ts'
import type { Services } from '../server/services.ts'
import type { Attributes } from './attributes.ts'
import { grantsOf, ruleAllows } from './rules.ts'

export type { Attributes } from './attributes.ts'
export { initialRoles } from './initial-roles.ts'
export { refusal } from './refusal.ts'

export interface Decision {
  readonly allowed: boolean
  /** By what; or why not, which is added to the message of the refusal where not empty. */
  readonly reason: string
}

export type Authorizer = (user: UserInfo, attributes: Attributes) => Promise<Decision>

/** Members of system:masters may do all; everyone else what roles that they are bound to allow. */
export function createAuthorizer({ services }: { readonly services: Services }): Authorizer {
  return async (user, attributes) => decide(services, user, attributes)
}

/** The decision on one request. */
export function decide(services: Services, user: UserInfo, attributes: Attributes): Decision {
  if (user.groups.includes('system:masters')) return { allowed: true, reason: '' }
  const missing: string[] = []
  for (const grant of grantsOf(services, user, attributes.namespace)) {
    if (grant.type === 'missing') missing.push(grant.message)
    else if (ruleAllows(grant.rule, attributes)) {
      return { allowed: true, reason: `RBAC: allowed by ${grant.source}` }
    }
  }
  return { allowed: false, reason: missing.length === 0 ? '' : `RBAC: ${aggregated(missing)}` }
}

/** Several errors as Go joins them: each once, in brackets where there is more than one. */
export function aggregated(errors: readonly string[]): string {
  const unique = [...new Set(errors)]
  return unique.length === 1 ? `${unique[0]}` : `[${unique.join(', ')}]`
}
