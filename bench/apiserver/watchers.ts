/** Watches of ConfigMaps, each on a connection of its own, that tell when each of them has seen something. @module */
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import type { Running } from './subject.ts'

/** Watches that are open. */
export interface Watchers {
  /** Resolves once all have seen a text after now. */
  allSee(text: string): Promise<void>
  close(): void
}

/** Opens so many watches, and waits until each has been answered. */
export async function openWatchers(server: Running, namespace: string, count: number): Promise<Watchers> {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: Number.POSITIVE_INFINITY,
    rejectUnauthorized: false,
  })
  const streams: IncomingMessage[] = []
  // Opening hundreds of TLS connections at once measures nothing that matters here.
  for (let i = 0; i < count; i += 50) {
    const some = Math.min(50, count - i)
    streams.push(...(await Promise.all(Array.from({ length: some }, () => open(server, namespace, agent)))))
  }
  for (const stream of streams) stream.on('error', () => undefined).resume()
  return {
    allSee: async text => {
      await Promise.all(streams.map(stream => sees(stream, text)))
    },
    close: () => agent.destroy(),
  }
}

function open({ url, token }: Running, namespace: string, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps?watch=1&labelSelector=told`
    const asked = request(`${url}${path}`, { agent, headers: { authorization: `Bearer ${token}` } })
    asked.once('response', resolve)
    asked.once('error', reject)
    asked.end()
  })
}

function sees(stream: IncomingMessage, text: string): Promise<void> {
  return new Promise(resolve => {
    let seen = ''
    const look = (chunk: Buffer): void => {
      seen += chunk.toString('latin1')
      if (!seen.includes(text)) return
      stream.off('data', look)
      resolve()
    }
    stream.on('data', look)
  })
}
