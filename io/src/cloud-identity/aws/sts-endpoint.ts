import { IdentityError } from '../types.ts'

const pattern = '^https://(.+\\.)?sts(-fips)?(\\.[^.]+)?(\\.vpce)?\\.amazonaws\\.com$'
const compiled = new RegExp(pattern)

/** An endpoint of Amazon's own, or none. @throws IdentityError for any other: tokens are sent there */
export function checkedStsEndpoint(endpoint: string | undefined): string | undefined {
  if (!endpoint) return undefined
  if (!compiled.test(endpoint))
    throw new IdentityError(`invalid STS endpoint: '${endpoint}'. must match ${pattern}`)
  return endpoint
}
