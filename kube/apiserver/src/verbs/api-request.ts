import type { IncomingHttpHeaders } from 'node:http'
import type { UserInfo } from '../authn/user.ts'
import type { Representation } from '../http/negotiate.ts'
import type { RequestInfo } from '../http/request-info.ts'
import type { ResourceType } from '../kinds/index.ts'
import type { Services } from '../server/services.ts'

/** A request that was authorised, on its way to a verb. */
export interface ApiRequest {
  readonly info: RequestInfo
  readonly type: ResourceType
  readonly user: UserInfo
  readonly headers: IncomingHttpHeaders
  readonly representation: Representation
  readonly services: Services
  readonly now: Date
  /** The body as text; read once. */
  readonly body: () => Promise<string>
  readonly warn: (text: string) => void
  /** Refuses where the user may not create such an object: a patch or PUT that finds none does. */
  readonly authorizeCreate: () => Promise<void>
}
