import type { UserInfo } from '../authn/user.ts'
import type { ResourceType } from '../kinds/index.ts'
import type { FieldValidation } from '../patch/patch.ts'
import type { Services } from '../server/services.ts'
import type { StrategyContext } from '../strategy/index.ts'

/** What one write is about, besides the object. */
export interface WriteContext {
  readonly services: Services
  readonly type: ResourceType
  readonly namespace: string
  readonly subresource: string
  /** The verb of the request; undefined for what the server writes by itself. */
  readonly verb?: string
  readonly user: UserInfo
  readonly dryRun: boolean
  readonly fieldManager: string
  readonly fieldValidation: FieldValidation
  readonly now: Date
  readonly warn: (text: string) => void
}

export function strategyContext(context: WriteContext): StrategyContext {
  return {
    resourceType: context.type,
    namespace: context.namespace,
    subresource: context.subresource,
    ...(context.verb === undefined ? {} : { verb: context.verb }),
    user: context.user,
    now: context.now,
    dryRun: context.dryRun,
    services: context.services,
  }
}
