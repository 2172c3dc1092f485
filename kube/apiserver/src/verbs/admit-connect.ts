/** Admission of requests that connect to something: exec, attach, port-forward, proxy. @module */
import type { JsonObject, JsonValue } from '@sluice/base/json'
import { mutate, validate } from '../admission/chain.ts'
import { isTrue } from '../http/request-info.ts'
import type { ApiRequest } from './api-request.ts'

type Reader = (values: readonly string[]) => JsonValue | undefined

const flag: Reader = ([value]) => (isTrue(value ?? null) ? true : undefined)
const text: Reader = ([value]) => value || undefined
const texts: Reader = values => (values.length > 0 ? values : undefined)
const numbers: Reader = values => (values.length > 0 ? values.map(Number) : undefined)

const streams = { stdin: flag, stdout: flag, stderr: flag, tty: flag, container: text }

/** The parameters of each subresource that connects, which are the fields of its options. */
const readers: Readonly<Record<string, Readonly<Record<string, Reader>>>> = {
  attach: streams,
  exec: { ...streams, command: texts },
  portforward: { ports: numbers },
  proxy: {},
}

/** Asks the chain about the options of a request to a subresource that connects; others pass. */
export async function admitConnect(request: ApiRequest): Promise<void> {
  const { info, type, user, services, warn } = request
  const fields = readers[info.subresource]
  const kind = type.subresources.find(each => each.name === info.subresource)?.kind
  if (!fields || !kind || type.custom) return
  const path = info.subresource === 'proxy' && info.rest.length > 0 ? `/${info.rest.join('/')}` : undefined
  const options: JsonObject = {
    kind,
    apiVersion: 'v1',
    ...(path === undefined ? {} : { path }),
    ...Object.fromEntries(
      Object.entries(fields).flatMap(([name, read]) => {
        const value = read(info.query.getAll(name))
        return value === undefined ? [] : [[name, value]]
      }),
    ),
  }
  const admission = {
    operation: 'CONNECT' as const,
    resourceType: type,
    subresource: info.subresource,
    namespace: info.namespace,
    name: info.name,
    object: options,
    user,
    dryRun: false,
    services,
    warn,
  }
  const object = (await mutate(admission)) ?? options
  await validate({ ...admission, object })
}
