/** Requests to Amazon's services that are not worth an SDK each. @module */
import { signV4 } from '../../aws/sign-v4.ts'
import { type Answer, refusalText, textIn, withRequests } from '../request.ts'
import { IdentityError, type IdentityRequest, type Surroundings } from '../types.ts'
import type { AwsKey } from './credentials.ts'

/** A service and one thing it does. */
export interface Operation {
  /** As Amazon's SDKs say it: `ECR`, `ECR PUBLIC`, `EKS`. */
  readonly service: string
  readonly name: string
  /** What signatures are for: `ecr`, `ecr-public`, `eks`. */
  readonly signs: string
  /** The first part of the host: `api.ecr`. */
  readonly host: string
  readonly region: string
  /** Asked by POST, in JSON, under this target; without one by GET. */
  readonly target?: string
  readonly path?: string
}

/** Asks a service. @throws IdentityError with Amazon's code and message where it refuses */
export async function callAws(
  operation: Operation,
  key: AwsKey,
  request: IdentityRequest,
  around: Surroundings,
): Promise<Answer['json']> {
  const { service, name, signs, region, target, path = '/' } = operation
  const url = new URL(path, endpointOf(operation, around))
  const body = target === undefined ? undefined : '{}'
  const headers: Readonly<Record<string, string>> = target
    ? { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }
    : {}
  const method = target ? 'POST' : 'GET'
  const now = new Date(around.now())
  const answer = await withRequests(around, request, send =>
    send({
      method,
      url: url.href,
      headers: signV4(key, { method, url, service: signs, region, now, headers, ...(body ? { body } : {}) }),
      ...(body ? { body: Buffer.from(body) } : {}),
    }),
  )
  if (answer.status === 200) return answer.json
  throw new IdentityError(
    `operation error ${service}: ${name}, https response error ${reasonOf(answer, key)}`,
  )
}

/** The SDKs' variables outrank what follows from the region: `AWS_ENDPOINT_URL_ECR`, `AWS_ENDPOINT_URL`. */
function endpointOf({ service, host, region }: Operation, { env }: Surroundings): string {
  const own = env[`AWS_ENDPOINT_URL_${service.replace(' ', '_')}`]
  return own || env['AWS_ENDPOINT_URL'] || `https://${host}.${region}.${domainOf(region)}`
}

const domains: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, 'amazonaws.com.cn'],
  [/^us-iso-/, 'c2s.ic.gov'],
  [/^us-isob-/, 'sc2s.sgov.gov'],
  [/^eu-isoe-/, 'cloud.adc-e.uk'],
  [/^us-isof-/, 'csp.hci.ic.gov'],
  [/^eusc-/, 'amazonaws.eu'],
]

/** The domain of a region's services. */
export function domainOf(region: string): string {
  return domains.find(([pattern]) => pattern.test(region))?.[1] ?? 'amazonaws.com'
}

function reasonOf(answer: Answer, { secretKey, sessionToken }: AwsKey): string {
  const kind = textIn(answer.json, '__type') || (answer.headers['x-amzn-errortype'] ?? '')
  const code = kind.replace(/^.*#|:.*$/g, '')
  const message = textIn(answer.json, 'message') || textIn(answer.json, 'Message')
  const status = `StatusCode: ${answer.status}`
  if (code) return `${status}, api error ${code}: ${message}`
  return refusalText(answer, sessionToken ? [secretKey, sessionToken] : [secretKey])
}
