/** For tests of strategies: an object on its way through the hooks of its kind. @module */
import type { JsonObject } from '@sluice/base/json'
import { systemUser } from '../authn/user.ts'
import { decodeTyped } from '../decode/index.ts'
import { builtInSchema, builtInTypes, ResourceRegistry } from '../kinds/index.ts'
import type { Services } from '../server/services.ts'
import { errorText } from '../status/index.ts'
import { Store } from '../storage/index.ts'
import { type StrategyContext, strategyFor } from './index.ts'

/** A store and a registry; the parts that strategies do not use are missing. */
export function storeOnly(store = new Store()): Services {
  const parts: Partial<Services> = { store, registry: new ResourceRegistry(builtInTypes()) }
  return parts as Services
}

export function contextFor(storageKey: string, services = storeOnly()): StrategyContext {
  const resourceType = builtInTypes().find(
    type => type.storageKey === storageKey && type.apiVersion === type.storageVersion,
  )
  if (!resourceType) throw new Error(`no such type: ${storageKey}`)
  return {
    resourceType,
    namespace: resourceType.namespaced ? 'default' : '',
    subresource: '',
    user: systemUser,
    now: new Date('2030-01-01T00:00:00Z'),
    dryRun: false,
    services,
  }
}

/** The object as a create would store it, and what is wrong with it. */
export function created(storageKey: string, body: JsonObject, services?: Services) {
  const context = contextFor(storageKey, services)
  const strategy = strategyFor(context.resourceType)
  let object = decoded(body, context)
  object = strategy.default?.(object, context) ?? object
  object = strategy.prepareForCreate?.(object, context) ?? object
  const errors = (strategy.validate?.(object, context) ?? []).map(errorText)
  return { object, errors }
}

/** The object as an update would store it over what `created` made of `before`. */
export function updated(storageKey: string, before: JsonObject, after: JsonObject, subresource = '') {
  const context = { ...contextFor(storageKey), subresource }
  const strategy = strategyFor(context.resourceType)
  const old = created(storageKey, before).object
  let object = decoded(after, context)
  object = strategy.default?.(object, context) ?? object
  object = strategy.prepareForUpdate?.(object, old, context) ?? object
  const errors = (strategy.validateUpdate?.(object, old, context) ?? []).map(errorText)
  return { object, errors }
}

function decoded(body: JsonObject, { resourceType }: StrategyContext): JsonObject {
  const schema = builtInSchema(resourceType.schemaName) ?? {}
  return {
    ...decodeTyped(body, schema, resourceType.kind, { keepsEmpty: true }).object,
    kind: resourceType.kind,
    apiVersion: resourceType.apiVersion,
  }
}
