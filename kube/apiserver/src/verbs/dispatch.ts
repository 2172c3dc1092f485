import type { Answer } from '../http/answer.ts'
import { badRequest, methodNotAllowed, noSuchResource, notFound, verbNotSupported } from '../status/index.ts'
import { admitConnect } from './admit-connect.ts'
import type { ApiRequest } from './api-request.ts'
import { connectors } from './connectors.ts'
import { deprecationWarning } from './deprecation.ts'
import { getObject, listObjects } from './read.ts'
import { watchObjects } from './watch.ts'
import { deleteMany, deleteOne, patchObject, postObject, putObject } from './write.ts'

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])

/** Subresources that are connections to something outside. */
const connections = new Set(['attach', 'exec', 'portforward', 'proxy'])

/** Runs the verb of a request on its resource. */
export async function dispatch(request: ApiRequest): Promise<Answer> {
  const { info, type } = request
  if (info.subresource !== '') return await dispatchSubresource(request)
  const connector = connectors[type.storageKey]
  if (connector) {
    if (info.name !== '' && !type.verbs.includes('get')) throw noSuchResource()
    if (!type.verbs.includes(info.verb)) throw methodNotAllowed()
    return await connector(request)
  }
  if ((info.verb === 'patch' || info.verb === 'update') && info.name === '') {
    if (type.custom) throw badRequest('name must be provided')
    throw methodNotAllowed()
  }
  if (type.custom && !methods.has(info.method)) throw verbNotSupported(type, '')
  if (!type.verbs.includes(info.verb) || isHead(request)) throw methodNotAllowed()
  // A name too many is nothing to those that route no requests.
  if (info.verb === 'create' && info.name !== '' && !type.custom) throw methodNotAllowed()
  warnOfDeprecation(request)
  switch (info.verb) {
    case 'get':
      return await getObject(request)
    case 'list':
      return await listObjects(request)
    case 'watch':
      // Watch paths know no other method.
      if (info.method !== 'GET') throw methodNotAllowed()
      return watchObjects(request)
    case 'create':
      return await postObject(request)
    case 'update':
      return await putObject(request)
    case 'patch':
      return await patchObject(request)
    case 'delete':
      return await deleteOne(request)
    case 'deletecollection':
      return await deleteMany(request)
    default:
      throw methodNotAllowed()
  }
}

/** The router knows no HEAD; custom resources have no router, and take it for GET. */
function isHead({ info, type }: ApiRequest): boolean {
  return info.method === 'HEAD' && !type.custom
}

function warnOfDeprecation({ type, warn }: ApiRequest): void {
  const text = deprecationWarning(type)
  if (text) warn(text)
}

async function dispatchSubresource(request: ApiRequest): Promise<Answer> {
  const { info, type } = request
  const subresource = type.subresources.find(each => each.name === info.subresource)
  if (!subresource) throw type.custom ? notFound(type, info.name) : noSuchResource()
  // A proxy passes on whatever it is asked.
  const isPassed = info.subresource === 'proxy' && info.method === 'OPTIONS'
  if (!subresource.verbs.includes(info.verb) && !isPassed) {
    throw type.custom ? verbNotSupported(type, methods.has(info.method) ? info.verb : '') : methodNotAllowed()
  }
  if (isHead(request) && info.subresource !== 'proxy') throw methodNotAllowed()
  if (connections.has(info.subresource)) {
    if (info.query.get('dryRun')) throw badRequest('dryRun is not supported')
  }
  warnOfDeprecation(request)
  const connector =
    connectors[`${type.storageKey}/${info.subresource}`] ?? connectors[`*/${info.subresource}`]
  await admitConnect(request)
  if (connector) return await connector(request)
  switch (info.verb) {
    case 'get':
      return await getObject(request)
    case 'update':
      return await putObject(request)
    case 'patch':
      return await patchObject(request)
    default:
      throw methodNotAllowed()
  }
}
