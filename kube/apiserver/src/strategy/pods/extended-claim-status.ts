import type { JsonObject } from '@sluice/base/json'
import { duplicate, type FieldError, invalid, required } from '../../status/index.ts'
import { dnsLabelErrors, dnsSubdomainErrors } from '../values/names.ts'
import { findObject, objectAt, objectsAt, textAt } from '../values/read.ts'

const field = 'status.extendedResourceClaimStatus'

/** What is wrong with what a status says of the claim that was made for extended resources. */
export function* extendedClaimErrors(status: JsonObject, spec: JsonObject): Generator<FieldError> {
  const told = findObject(status, 'extendedResourceClaimStatus')
  if (!told) return
  const mappings = objectsAt(told, 'requestMappings')
  if (mappings.length === 0)
    yield required(`${field}.requestMappings`, 'at least one request mapping is required')
  const seen = new Set<string>()
  for (const [i, mapping] of mappings.entries())
    yield* mappingErrors(mapping, spec, seen, `${field}.requestMappings[${i}]`)
  const claim = textAt(told, 'resourceClaimName')
  if (!claim) yield required(`${field}.resourceClaimName`)
  else
    for (const error of dnsSubdomainErrors(claim)) yield invalid(`${field}.resourceClaimName`, claim, error)
}

const noContainer = 'must match the name of an entry in spec.initContainers.name or spec.containers.name'
const noRequest =
  'must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests'

function* mappingErrors(
  mapping: JsonObject,
  spec: JsonObject,
  seen: Set<string>,
  at: string,
): Generator<FieldError> {
  const text = (name: string) => textAt(mapping, name)
  const [container, resource, request] = [text('containerName'), text('resourceName'), text('requestName')]
  const found = [...objectsAt(spec, 'initContainers'), ...objectsAt(spec, 'containers')].find(
    each => textAt(each, 'name') === container,
  )
  if (!found) yield invalid(`${at}.containerName`, container, noContainer)
  else if (objectAt(objectAt(found, 'resources'), 'requests')[resource] === undefined)
    yield invalid(`${at}.resourceName`, resource, noRequest)
  for (const error of dnsLabelErrors(request)) yield invalid(`${field}.requestName`, request, error)
  const key = JSON.stringify([container, resource, request])
  if (seen.has(key)) {
    yield duplicate(`${at}.containerName`, container)
    yield duplicate(`${at}.resourceName`, resource)
    yield duplicate(`${at}.requestName`, request)
  }
  seen.add(key)
}
