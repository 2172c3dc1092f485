/**
 * Where a registry's API is. One that may do without TLS is asked for it first all the same; plain HTTP is tried
 * where that fails, or takes its time.
 * @module
 */
import { setTimeout } from 'node:timers/promises'
import { type HttpClient, NetworkError, statusText } from '../http/index.ts'
import { RegistryError, registryError } from './registry-error.ts'

/** After so many milliseconds without an answer over TLS, plain HTTP is tried beside it. */
const patience = 300
const maxErrorBody = 64 * 1024

interface Asked {
  readonly client: HttpClient
  readonly host: string
  readonly signal: AbortSignal
}

/** `https://HOST/v2/`, or `http://…` where only that is answered. @throws NetworkError, RegistryError telling of both */
export async function findBase(asked: Asked): Promise<string> {
  const done = new AbortController()
  const signal = AbortSignal.any([asked.signal, done.signal])
  const secure = ask('https', { ...asked, signal })
  const waited = Promise.race([secure, setTimeout(patience, undefined, { signal })]).catch(() => undefined)
  const plain = waited.then(base => base ?? ask('http', { ...asked, signal }))
  try {
    return await Promise.any([secure, plain])
  } catch (error) {
    throw error instanceof AggregateError ? both(error.errors) : error
  } finally {
    done.abort()
  }
}

async function ask(scheme: 'http' | 'https', { client, host, signal }: Asked): Promise<string> {
  const url = `${scheme}://${host}/v2/`
  const response = await client.request({ url, headers: { 'user-agent': 'flux/v2' }, signal })
  const { status } = response
  // One that is busy or failing is there: what is asked of it next will tell.
  if (status === 200 || status === 401 || status === 429 || status >= 500) {
    await response.drop()
    return `${new URL(response.url).protocol}//${host}/v2/`
  }
  const body = Buffer.from(await response.bytes(maxErrorBody)).toString('utf8')
  throw registryError({ method: 'GET', url, status, statusText: statusText(status), body })
}

function both(errors: readonly unknown[]): unknown {
  const unexpected = errors.find(error => !(error instanceof NetworkError || error instanceof RegistryError))
  if (unexpected) return unexpected
  const message = errors.map(error => (error instanceof Error ? error.message : '')).join('; ')
  const refusal = errors.find(error => error instanceof RegistryError)
  return refusal
    ? new RegistryError(refusal.status, refusal.code, message)
    : new NetworkError(message, { cause: errors[0] })
}
