/** The proxies of nodes and Services: there is nothing behind them that could answer. @module */
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import type { Answer } from '../../http/answer.ts'
import { viewOf } from '../../kinds/index.ts'
import { ApiError, internal, internalError, notFound } from '../../status/index.ts'
import type { ApiRequest } from '../api-request.ts'
import { listAt, objectAt, stringAt } from '../object.ts'

/** `nodes/<name>/proxy`: there is no kubelet at a node's address, if it has one. */
export async function nodeProxy(request: ApiRequest): Promise<Answer> {
  const addresses = listAt(objectAt(objectOf(request, nameIn(request).name), 'status'), 'addresses')
  if (addresses.length === 0) throw internal('no preferred addresses found; known addresses: []')
  throw internalError('there is no kubelet to connect to')
}

/** `services/[<scheme>:]<name>[:<port>]/proxy`. */
export async function serviceProxy(request: ApiRequest): Promise<Answer> {
  const { name, port } = nameIn(request)
  const service = objectOf(request, name)
  const ports = listAt(objectAt(service, 'spec'), 'ports').filter(isJsonObject)
  const isKnown = ports.some(each => stringAt(each, 'name') === port || String(each['port']) === port)
  if (port !== '' && !isKnown) throw unavailable(`no service port "${port}" found for service "${name}"`)
  throw unavailable(`no endpoints available for service "${name}"`)
}

function nameIn({ info }: ApiRequest): { readonly name: string; readonly port: string } {
  const parts = info.name.split(':')
  const [name = '', port = ''] = parts.length === 3 ? parts.slice(1) : parts
  return { name, port }
}

function objectOf({ services, info, type }: ApiRequest, name: string): JsonObject {
  const stored = services.store.get(type.storageKey, type.namespaced ? info.namespace : '', name)
  if (!stored) throw notFound(type, name)
  return viewOf(type, stored)
}

function unavailable(message: string): ApiError {
  return new ApiError({ code: 503, reason: 'ServiceUnavailable', message })
}
