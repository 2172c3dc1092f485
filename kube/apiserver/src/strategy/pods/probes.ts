/** Validation of probes and life-cycle hooks. @module */
import type { JsonObject, JsonValue } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../status/index.ts'
import { portErrors, portNameErrors } from '../values/names.ts'
import { nonNegative } from '../values/numbers.ts'
import { findObject, listAt, numberAt, objectAt, objectsAt, textAt } from '../values/read.ts'

const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep']

/** What is wrong with a probe of one of the three kinds. */
export function* probeErrors(container: JsonObject, name: string, path: string): Generator<FieldError> {
  const probe = findObject(container, name)
  if (!probe) return
  const at = `${path}.${name}`
  yield* handlerErrors(probe, at)
  const counts = [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ]
  for (const count of counts) yield* nonNegative(numberAt(probe, count), `${at}.${count}`)
  yield* graceErrors(probe, name, at)
  const threshold = numberAt(probe, 'successThreshold')
  if (name !== 'readinessProbe' && threshold !== 1) {
    yield invalid(`${at}.successThreshold`, threshold ?? 0, 'must be 1')
  }
}

function* graceErrors(probe: JsonObject, name: string, at: string): Generator<FieldError> {
  const grace = numberAt(probe, 'terminationGracePeriodSeconds')
  if (grace === undefined) return
  const field = `${at}.terminationGracePeriodSeconds`
  if (grace <= 0) yield invalid(field, grace, 'must be greater than 0')
  if (name === 'readinessProbe') yield invalid(field, grace, 'must not be set for readinessProbes')
}

/** What is wrong with the hooks of a container. */
export function* lifecycleErrors(container: JsonObject, path: string): Generator<FieldError> {
  const lifecycle = findObject(container, 'lifecycle')
  if (!lifecycle) return
  for (const hook of ['postStart', 'preStop']) {
    const handler = findObject(lifecycle, hook)
    if (handler) yield* handlerErrors(handler, `${path}.lifecycle.${hook}`)
  }
}

function* handlerErrors(handler: JsonObject, path: string): Generator<FieldError> {
  const present = handlers.filter(name => findObject(handler, name))
  for (const [i, name] of present.entries()) {
    const at = `${path}.${name}`
    if (i > 0) yield forbiddenField(at, 'may not specify more than 1 handler type')
    else yield* oneHandlerErrors(name, objectAt(handler, name), at)
  }
  if (present.length === 0) yield required(path, 'must specify a handler type')
}

function* oneHandlerErrors(name: string, handler: JsonObject, at: string): Generator<FieldError> {
  switch (name) {
    case 'exec':
      if (listAt(handler, 'command').length === 0) yield required(`${at}.command`)
      break
    case 'httpGet':
      yield* httpGetErrors(handler, at)
      break
    case 'tcpSocket':
      yield* portOrNameErrors(handler['port'], `${at}.port`)
      break
    case 'grpc':
      for (const error of portErrors(numberAt(handler, 'port') ?? 0)) {
        yield invalid(`${at}.port`, numberAt(handler, 'port') ?? 0, error)
      }
  }
}

function* httpGetErrors(get: JsonObject, at: string): Generator<FieldError> {
  if (!textAt(get, 'path')) yield required(`${at}.path`)
  yield* portOrNameErrors(get['port'], `${at}.port`)
  const scheme = textAt(get, 'scheme')
  if (scheme !== 'HTTP' && scheme !== 'HTTPS') yield notSupported(`${at}.scheme`, scheme, ['HTTP', 'HTTPS'])
  for (const header of objectsAt(get, 'httpHeaders')) {
    const name = textAt(header, 'name')
    if (!/^[-A-Za-z0-9]+$/.test(name)) {
      yield invalid(
        `${at}.httpHeaders`,
        name,
        "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')",
      )
    }
  }
}

/** A port number, or the name of a port of the container. */
export function* portOrNameErrors(port: JsonValue | undefined, field: string): Generator<FieldError> {
  if (typeof port === 'string') {
    for (const error of portNameErrors(port)) yield invalid(field, port, error)
  } else if (typeof port === 'number') {
    for (const error of portErrors(port)) yield invalid(field, port, error)
  } else yield required(field)
}
