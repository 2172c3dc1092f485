/**
 * The proxies that environment variables name: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in upper or lower case, read as
 * Go's programs read them. Requests to this machine never go through one.
 * @module
 */
import { BlockList, isIP } from 'node:net'
import type { ProxyServer } from './options.ts'

/** The proxy that requests to a URL go through; undefined for none. */
export type FindProxy = (url: URL) => ProxyServer | undefined

type Environment = Readonly<Record<string, string | undefined>>

let find: FindProxy = () => undefined

/** From now on, clients that were given no proxy use what the environment names. A process says so once, at its start. */
export function useEnvironmentProxies(env: Environment): void {
  find = environmentProxies(env)
}

/** The proxy of this process for a URL. */
export function defaultProxy(url: URL): ProxyServer | undefined {
  return find(url)
}

/** Reads the variables. An address without a scheme is of an HTTP proxy. */
export function environmentProxies(env: Environment): FindProxy {
  const value = (name: string) => env[name] || env[name.toLowerCase()] || ''
  const proxies: Readonly<Record<string, ProxyServer | undefined>> = {
    'http:': proxyAt(value('HTTP_PROXY')),
    'https:': proxyAt(value('HTTPS_PROXY')),
  }
  const rules = value('NO_PROXY').split(',').flatMap(ruleOf)
  return url => {
    const proxy = proxies[url.protocol]
    if (!proxy) return undefined
    const target = targetOf(url)
    return isLocal(target.host) || rules.some(isExempt => isExempt(target)) ? undefined : proxy
  }
}

function proxyAt(text: string): ProxyServer | undefined {
  if (text === '') return undefined
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  return URL.canParse(address) ? { address } : undefined
}

interface Target {
  readonly host: string
  readonly port: string
}

function targetOf({ hostname, port, protocol }: URL): Target {
  const host = hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
  return { host, port: port || (protocol === 'https:' ? '443' : '80') }
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

function isLocal(host: string): boolean {
  return host === 'localhost' || contains(loopback, host)
}

function contains(list: BlockList, host: string): boolean {
  const family = isIP(host)
  return family !== 0 && list.check(host, family === 4 ? 'ipv4' : 'ipv6')
}

/** One entry of NO_PROXY: `*`, an address, a range, a domain (with what is below it) or `.domain` (only that), with or without a port. */
function ruleOf(written: string): readonly ((target: Target) => boolean)[] {
  const text = written.trim().toLowerCase()
  if (text === '') return []
  if (text === '*') return [() => true]
  const range = rangeOf(text)
  if (range) return [({ host }) => contains(range, host)]
  const [, name = '', port] = /^(.*?)(?::(\d+))?$/.exec(isIP(text) ? `[${text}]` : text) ?? []
  const wanted = name.replace(/^\[|\]$/g, '').replace(/^\*(?=\.)/, '')
  const matches = (host: string) =>
    isIP(wanted) || !host.endsWith(wanted)
      ? host === wanted
      : wanted.startsWith('.') || host.length === wanted.length || host.at(-wanted.length - 1) === '.'
  return [target => (port === undefined || port === target.port) && matches(target.host)]
}

function rangeOf(text: string): BlockList | undefined {
  const [, address = '', bits = ''] = /^(.+)\/(\d+)$/.exec(text) ?? []
  const family = isIP(address)
  if (family === 0 || Number(bits) > (family === 4 ? 32 : 128)) return undefined
  const list = new BlockList()
  list.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6')
  return list
}
