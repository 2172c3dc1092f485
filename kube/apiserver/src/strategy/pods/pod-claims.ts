/** The claims for devices that a Pod makes. @module */
import type { JsonObject } from '@sluice/base/json'
import { duplicate, type FieldError, invalid, required } from '../../status/index.ts'
import { invalidStruct } from '../values/go-form.ts'
import { dnsLabelErrors, dnsSubdomainErrors } from '../values/names.ts'
import { objectsAt, textAt } from '../values/read.ts'

const sources = ['resourceClaimName', 'resourceClaimTemplateName']
const both = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'
const neither = 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'

/** What is wrong with the list of claims that containers refer to. */
export function* podClaimErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const seen = new Set<string>()
  for (const [i, claim] of objectsAt(spec, 'resourceClaims').entries()) {
    const at = `${path}[${i}]`
    const name = textAt(claim, 'name')
    if (!name) yield required(`${at}.name`)
    else if (seen.has(name)) yield duplicate(`${at}.name`, name)
    else for (const error of dnsLabelErrors(name)) yield invalid(`${at}.name`, name, error)
    seen.add(name)
    const given = sources.filter(source => typeof claim[source] === 'string')
    if (given.length !== 1) {
      yield invalidStruct(at, 'PodResourceClaim', claim, given.length > 1 ? both : neither)
    }
    for (const source of given) {
      const value = textAt(claim, source)
      for (const error of dnsSubdomainErrors(value)) yield invalid(`${at}.${source}`, value, error)
    }
  }
}
