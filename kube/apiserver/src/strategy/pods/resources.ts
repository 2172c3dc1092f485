/** Validation of requests and limits. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, required } from '../../status/index.ts'
import { qualifiedNameErrors } from '../values/names.ts'
import { compareQuantities, formatQuantity, parseQuantity, type Quantity } from '../values/quantity.ts'
import { objectAt, sortedKeys } from '../values/read.ts'

const containerResources = new Set(['cpu', 'memory', 'ephemeral-storage'])
const standardResources = new Set([
  ...containerResources,
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'storage',
  'requests.storage',
  'services.nodeports',
  'services.loadbalancers',
])
const integerResources = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
])

const isHugePages = (name: string) => name.startsWith('hugepages-')
/** Whether limits may be above requests: not for what cannot be shared. */
export const isOvercommittable = (name: string) => isNative(name) && !isHugePages(name)

/** Whether a name is of those that Kubernetes itself knows. */
export const isNative = (name: string) => !name.includes('/') || name.includes('kubernetes.io/')

/** Whether a name is an extended resource, counted in whole numbers. */
export function isExtendedResource(name: string): boolean {
  return (
    !isNative(name) && !name.startsWith('requests.') && qualifiedNameErrors(`requests.${name}`).length === 0
  )
}

type NameCheck = (name: string, field: string) => Iterable<FieldError>

/** What is wrong with requests and limits; those of a container, unless the check of names tells otherwise. */
export function* resourceErrors(
  resources: JsonObject,
  path: string,
  nameErrors: NameCheck = containerResourceNameErrors,
): Generator<FieldError> {
  const amountErrors = function* (name: string, value: unknown, field: string): Generator<FieldError> {
    yield* nameErrors(name, field)
    yield* quantityErrors(name, value, field)
  }
  const limits = objectAt(resources, 'limits')
  const requests = objectAt(resources, 'requests')
  for (const name of sortedKeys(limits)) yield* amountErrors(name, limits[name], `${path}.limits[${name}]`)
  for (const name of sortedKeys(requests)) {
    yield* amountErrors(name, requests[name], `${path}.requests[${name}]`)
    yield* requestErrors({ name, request: requests[name], limit: limits[name], path })
  }
  const all = [...sortedKeys(limits), ...sortedKeys(requests)]
  if (all.some(isHugePages) && !all.some(name => name === 'cpu' || name === 'memory')) {
    yield forbiddenField(path, 'HugePages require cpu or memory')
  }
}

/** What is wrong with the name of a resource of containers. */
export function* containerResourceNameErrors(name: string, field: string): Generator<FieldError> {
  yield* resourceNameErrors(name, field)
  if (!name.includes('/')) {
    if (!containerResources.has(name) && !isHugePages(name)) {
      yield invalid(field, name, 'must be a standard resource for containers')
    }
  } else if (!isNative(name) && !isExtendedResource(name)) {
    yield invalid(field, name, "doesn't follow extended resource name standard")
  }
}

/** What is wrong with the name of a resource. */
export function* resourceNameErrors(name: string, field: string): Generator<FieldError> {
  const errors = qualifiedNameErrors(name)
  for (const error of errors) yield invalid(field, name, error)
  if (errors.length > 0 || name.includes('/')) return
  if (!standardResources.has(name) && !isHugePages(name)) {
    yield invalid(field, name, 'must be a standard resource type or fully qualified')
  }
}

/** An amount is not negative, and a whole number where the resource is counted. */
export function* quantityErrors(name: string, value: unknown, field: string): Generator<FieldError> {
  const quantity = parseQuantity(String(value))
  if (!quantity) return
  if (quantity.nano < 0n) yield invalid(field, formatQuantity(quantity), 'must be greater than or equal to 0')
  if ((integerResources.has(name) || isExtendedResource(name)) && quantity.nano % 1_000_000_000n !== 0n) {
    yield invalid(field, formatQuantity(quantity), 'must be an integer')
  }
}

interface RequestCheck {
  readonly name: string
  readonly request: unknown
  readonly limit: unknown
  readonly path: string
}

function* requestErrors({ name, request, limit, path }: RequestCheck): Generator<FieldError> {
  const overcommits = isNative(name) && !isHugePages(name)
  const [asked, allowed] = [parseQuantity(String(request)), parseQuantity(String(limit))]
  if (!allowed) {
    if (!overcommits) yield required(`${path}.limits`, 'Limit must be set for non overcommitable resources')
    return
  }
  if (asked) yield* requestAgainstLimit({ name, asked, allowed, overcommits, path })
}

function* requestAgainstLimit(check: {
  readonly name: string
  readonly asked: Quantity
  readonly allowed: Quantity
  readonly overcommits: boolean
  readonly path: string
}): Generator<FieldError> {
  const { name, asked, allowed, overcommits, path } = check
  const order = compareQuantities(asked, allowed)
  const limit = `${name} limit of ${formatQuantity(allowed)}`
  if (order !== 0 && !overcommits) {
    yield invalid(`${path}.requests`, formatQuantity(asked), `must be equal to ${limit}`)
  } else if (order > 0) {
    yield invalid(`${path}.requests`, formatQuantity(asked), `must be less than or equal to ${limit}`)
  }
}
