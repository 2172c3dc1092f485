import { GoFunction, type GoMap, kindOf } from '@sluice/gotemplate'
import { nilDereference } from '../values/elements.ts'
import { isNil } from '../values/nils.ts'
import { getKey } from '../values/set-key.ts'
import { parseUrl } from './parse-url.ts'
import { formatUrl, formatUser, hostName } from './url.ts'

/** URLs as maps of their parts. */
export const urlFunctions = {
  urlJoin: new GoFunction(['map'], urlJoin),
  urlParse: new GoFunction(['string'], urlParse),
}

function urlParse(text: string): GoMap {
  const url = explain('unable to parse url', () => parseUrl(text))
  return {
    scheme: url.scheme,
    host: url.host,
    hostname: hostName(url.host),
    path: url.path,
    query: url.query,
    opaque: url.opaque,
    fragment: url.fragment,
    userinfo: url.user ? formatUser(url.user) : '',
  }
}

function urlJoin(parts: GoMap | null): string {
  const part = (key: string) => stringPart(parts, key)
  const url = {
    scheme: part('scheme'),
    host: part('host'),
    path: part('path'),
    query: part('query'),
    opaque: part('opaque'),
    fragment: part('fragment'),
  }
  const userinfo = part('userinfo')
  if (userinfo === '') return formatUrl(url)
  const { user } = explain('unable to parse userinfo in dict', () => parseUrl(`proto://${userinfo}@host`))
  return formatUrl(user ? { ...url, user } : url)
}

function stringPart(parts: GoMap | null, key: string): string {
  const value = getKey(parts, key)
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  if (isNil(value)) throw new Error(nilDereference)
  throw new Error(`unable to parse ${key} key, must be of type string, but ${kindOf(value)} found`)
}

function explain<T>(attempt: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw error instanceof Error ? new Error(`${attempt}: ${error.message}`, { cause: error }) : error
  }
}
