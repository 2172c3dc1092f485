/** log, exec, attach and portforward of Pods: there is no kubelet that could answer them. @module */
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import type { Answer } from '../../http/answer.ts'
import { isTrue } from '../../http/request-info.ts'
import { viewOf } from '../../kinds/index.ts'
import {
  badRequest,
  type FieldError,
  forbiddenField,
  internalError,
  invalid,
  invalidObject,
  notFound,
} from '../../status/index.ts'
import { type LogOptions, logsOf } from '../../workloads/kubelet/logs.ts'
import type { ApiRequest } from '../api-request.ts'
import { integerParameter } from '../list-options.ts'
import { listAt, objectAt, stringAt } from '../object.ts'

/** GET of `pods/<name>/log`: empty but for what the workload controllers say its containers wrote. */
export async function podLog(request: ApiRequest): Promise<Answer> {
  const pod = podOf(request)
  requireLogOptions(request)
  requireContainer(request, pod, 'log')
  if (stringAt(objectAt(pod, 'spec'), 'nodeName') === '')
    return { type: 'text', code: 204, text: '', contentType: '' }
  const text = logsOf(pod, logOptions(request))
  return { type: 'text', code: 200, text, contentType: 'text/plain' }
}

function logOptions({ info, services }: ApiRequest): LogOptions {
  const { query } = info
  const seconds = integerParameter(query, 'sinceSeconds')
  const sinceTime = query.get('sinceTime')
  const since =
    seconds === undefined ? Date.parse(sinceTime ?? '') : services.now().getTime() - seconds * 1000
  return {
    container: query.get('container') ?? '',
    previous: isTrue(query.get('previous')),
    timestamps: isTrue(query.get('timestamps')),
    tailLines: integerParameter(query, 'tailLines'),
    limitBytes: integerParameter(query, 'limitBytes'),
    since: Number.isNaN(since) ? undefined : since,
  }
}

/** exec, attach, portforward. */
export async function podStream(request: ApiRequest): Promise<Answer> {
  const pod = podOf(request)
  if (request.info.subresource !== 'portforward') requireContainer(request, pod, request.info.subresource)
  if (stringAt(objectAt(pod, 'spec'), 'nodeName') === '') {
    throw badRequest(`pod ${request.info.name} does not have a host assigned`)
  }
  throw internalError('there is no kubelet to connect to')
}

/** There is nothing behind a Pod's address, if it has one. */
export async function podProxy(request: ApiRequest): Promise<Answer> {
  if (stringAt(objectAt(podOf(request), 'status'), 'podIP') === '') throw badRequest('address not allowed')
  throw internalError('there is no kubelet to connect to')
}

function podOf({ services, info, type }: ApiRequest): JsonObject {
  const stored = services.store.get('pods', info.namespace, info.name)
  if (!stored) throw notFound(type, info.name)
  return viewOf(type, stored)
}

function containersOf(pod: JsonObject, field: string): string[] {
  return listAt(objectAt(pod, 'spec'), field)
    .filter(isJsonObject)
    .map(container => stringAt(container, 'name'))
}

function requireContainer({ info }: ApiRequest, pod: JsonObject, _for: string): void {
  const containers = containersOf(pod, 'containers')
  const all = [
    ...containersOf(pod, 'initContainers'),
    ...containers,
    ...containersOf(pod, 'ephemeralContainers'),
  ]
  const asked = info.query.get('container') ?? ''
  if (asked !== '') {
    if (!all.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${info.name}`)
    return
  }
  if (containers.length === 1) return
  const inits = containersOf(pod, 'initContainers')
  const alsoInit = inits.length > 0 ? ` or one of the init containers: [${inits.join(' ')}]` : ''
  throw badRequest(
    `a container name must be specified for pod ${info.name}, choose one of: [${containers.join(' ')}]${alsoInit}`,
  )
}

function requireLogOptions({ info }: ApiRequest): void {
  const errors: FieldError[] = []
  const { query } = info
  const tail = integerParameter(query, 'tailLines')
  if (tail !== undefined && tail < 0)
    errors.push(invalid('tailLines', tail, 'must be greater than or equal to 0'))
  const limit = integerParameter(query, 'limitBytes')
  if (limit !== undefined && limit < 1) errors.push(invalid('limitBytes', limit, 'must be greater than 0'))
  const seconds = integerParameter(query, 'sinceSeconds')
  if (seconds !== undefined && query.has('sinceTime')) {
    errors.push(forbiddenField('[]', 'at most one of `sinceTime` or `sinceSeconds` may be specified'))
  } else if (seconds !== undefined && seconds < 1) {
    errors.push(invalid('sinceSeconds', seconds, 'must be greater than 0'))
  }
  if (errors.length > 0) throw invalidObject({ group: '', kind: 'PodLogOptions' }, info.name, errors)
}
