import type { TokenAuthenticator } from '../authn/user.ts'
import type { ResourceRegistry } from '../kinds/index.ts'
import type { Store } from '../storage/index.ts'
import type { ServiceRanges } from '../strategy/network/allocation/ranges.ts'
import type { ObjectWriter } from '../verbs/object-writer.ts'
import type { ServerKeys } from './keys.ts'
import type { RequestCounter } from './request-counter.ts'

/** Finds the address of a Service's port. */
export type ServiceResolver = (
  namespace: string,
  name: string,
  port: number,
) => { readonly host: string; readonly port: number } | undefined

/** An annotation of a request's audit record: what webhooks and policies said and did. */
export interface AuditAnnotation {
  readonly user: string
  readonly operation: string
  readonly resource: {
    readonly group: string
    readonly version: string
    readonly resource: string
    readonly subresource: string
  }
  readonly namespace: string
  readonly name: string
  readonly annotations: Readonly<Record<string, string>>
}

/** What the parts of one server share. */
export interface Services {
  readonly store: Store
  readonly registry: ResourceRegistry
  /** Writes through the same checks as requests, as a user of choice; for controllers and admission. */
  readonly objects: ObjectWriter
  /** Where Services get addresses and node ports from; 10.0.0.0/24 and 30000-32767 unless told. */
  readonly serviceRanges?: ServiceRanges
  /** Tells whose a bearer token is. */
  readonly tokens: TokenAuthenticator
  /** The CA, the serving certificate, the key that signs ServiceAccount tokens. */
  readonly keys: ServerKeys
  /** `https://127.0.0.1:1234`; known once the server listens. */
  readonly url: () => string
  readonly now: () => Date
  /** A UID that no object has had. */
  readonly newUid: () => string
  readonly log: (line: string) => void
  readonly requests: RequestCounter
  /** Where a port of a Service is served, for webhooks; undefined: by its EndpointSlices. */
  readonly resolveService?: ServiceResolver
  /** Whether Pods are played: what they would serve, nobody does. */
  readonly playsWorkloads?: boolean
  /** Told what admission has to say about a request. */
  readonly audit?: (annotation: AuditAnnotation) => void
}
