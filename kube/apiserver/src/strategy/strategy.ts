import type { JsonObject } from '@sluice/base/json'
import type { UserInfo } from '../authn/user.ts'
import type { ResourceType } from '../kinds/index.ts'
import type { Services } from '../server/services.ts'
import type { FieldError } from '../status/index.ts'

/** What a hook may know besides the object. */
export interface StrategyContext {
  readonly resourceType: ResourceType
  readonly namespace: string
  readonly subresource: string
  /** The verb of the request; undefined for what the server writes by itself. */
  readonly verb?: string
  readonly user: UserInfo
  readonly now: Date
  readonly dryRun: boolean
  readonly services: Services
}

/**
 * What is particular to one kind. Objects are values: a hook returns a new one, or the same where nothing
 * changes. Metadata common to all kinds (names, labels, finalizers, owners, uid, generation, times) is the
 * core's business, done before and after.
 */
export interface Strategy {
  /** Fills defaults in; runs on every decoded object, also on what a patch made. */
  default?(object: JsonObject, context: StrategyContext): JsonObject
  /** Drops what a creator may not set (status), sets what the server decides. */
  prepareForCreate?(object: JsonObject, context: StrategyContext): JsonObject
  /** Carries over from `old` what this request may not change: status, or for `status` all but status. */
  prepareForUpdate?(object: JsonObject, old: JsonObject, context: StrategyContext): JsonObject
  validate?(object: JsonObject, context: StrategyContext): readonly FieldError[]
  validateUpdate?(object: JsonObject, old: JsonObject, context: StrategyContext): readonly FieldError[]
  /** Texts of Warning headers. */
  warnings?(object: JsonObject, old: JsonObject | undefined, context: StrategyContext): readonly string[]
  /** Runs after all validation, just before an object is stored: allocated addresses and ports. */
  beforeStore?(object: JsonObject, old: JsonObject | undefined, context: StrategyContext): JsonObject
  /** Whether the metadata name is valid: the reason why not, if it is not. Default: a DNS subdomain. */
  validateName?(name: string, isGenerateName: boolean): readonly string[]
  /** Whether PUT of a missing object creates it. Default false. */
  readonly allowCreateOnUpdate?: boolean
  /** Whether PUT without resourceVersion overwrites. Default true. */
  readonly allowUnconditionalUpdate?: boolean
  /** Whether `metadata.generation` counts changes outside metadata and status. Default: whether it has a status. */
  readonly tracksGeneration?: boolean
  /** Whether DELETE answers the object rather than a Status. Default false. */
  readonly deleteReturnsObject?: boolean
  /** The grace period of a deletion in seconds, where deletion is graceful at all. */
  gracePeriod?(object: JsonObject, asked: number | undefined): number | undefined
  /** The object as a deletion leaves it until its finalizers are done, where the kind has a way of its own. */
  markDeleted?(object: JsonObject, now: Date): JsonObject
  /** What a delete does to dependents when the request does not say; `none`: it has none, whatever the request says. Default background. */
  readonly defaultPropagation?: 'background' | 'orphan' | 'none'
  /** Field selector keys besides metadata.name and metadata.namespace, and their values in an object. */
  readonly selectableFields?: Readonly<Record<string, (object: JsonObject) => string>>
}
