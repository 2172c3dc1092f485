/** The work that servers are compared by. @module */
import { request } from 'node:https'
import { summarize } from '../statistics.ts'
import type { Running } from './subject.ts'
import { openWatchers } from './watchers.ts'

/** A figure by what it is of; the unit is part of the name. */
export type Figures = Record<string, number>

const namespace = 'bench'
const path = `/api/v1/namespaces/${namespace}/configmaps`
/** Requests of one client whose latencies are summed up. */
const alone = 500
/** Clients that work side by side. */
const clients = 16

/** So many ConfigMaps created, applied, patched, read, listed and watched. */
export async function measureWork(server: Running, count: number): Promise<Figures> {
  await server.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  const figures: Figures = {}
  const both = async (name: string, work: (i: number) => Promise<unknown>): Promise<void> => {
    figures[`${name}, one client, p50 ms`] = await latency(work)
    figures[`${name}, ${count - alone} by ${clients} clients, per second`] = await throughput(work, count)
  }
  await both('create', i => server.client.raw('POST', path, configMap(i)))
  await both('server-side apply that takes over', i => apply(server, i, 'a'))
  await both('server-side apply, nothing changed', i => apply(server, i, 'a'))
  await both('server-side apply, changed', i => apply(server, i, 'b'))
  await both('merge patch', i => merge(server, i))
  await both('get', i => server.client.raw('GET', `${path}/c${i}`))
  Object.assign(figures, await measureLists(server), await measureFanOut(server))
  return figures
}

/** A list of everything: when its first bytes are there, and when all are. */
export async function measureLongList({ url, token }: Running): Promise<Figures> {
  const began = performance.now()
  const headers = { authorization: `Bearer ${token}` }
  const times = await new Promise<readonly [number, number]>((resolve, reject) => {
    const asked = request(`${url}${path}`, { headers, rejectUnauthorized: false }, answer => {
      let first = 0
      answer.on('data', () => (first ||= performance.now() - began))
      answer.on('end', () => resolve([first, performance.now() - began]))
    })
    asked.on('error', reject).end()
  })
  const [first, whole] = times.map(Math.round)
  return {
    'list of ten times as many: first bytes, ms': first ?? 0,
    'list of ten times as many: all, ms': whole ?? 0,
  }
}

/** Fills the server up to so many objects. */
export async function fill(server: Running, from: number, count: number): Promise<void> {
  await inParallel(from, count, i => server.client.raw('POST', path, configMap(i)))
}

function configMap(i: number, value = 'x') {
  const data = Object.fromEntries(
    ['one', 'two', 'three', 'four', 'five'].map(key => [key, value.repeat(100)]),
  )
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `c${i}`, labels: { app: 'bench' } }, data }
}

function apply(server: Running, i: number, value: string): Promise<unknown> {
  const to = `${path}/c${i}?fieldManager=bench&force=true`
  return server.client.raw('PATCH', to, configMap(i, value), { contentType: 'application/apply-patch+yaml' })
}

function merge(server: Running, i: number): Promise<unknown> {
  const body = { data: { one: `merged ${i}` } }
  return server.client.raw('PATCH', `${path}/c${i}`, body, { contentType: 'application/merge-patch+json' })
}

async function measureLists(server: Running): Promise<Figures> {
  const whole = await best(5, () => server.client.raw('GET', path))
  const paged = await best(3, async () => {
    let next = ''
    do {
      const page = await server.client.raw('GET', `${path}?limit=500&continue=${next}`)
      next = (page as { metadata: { continue?: string } }).metadata.continue ?? ''
    } while (next !== '')
  })
  return { 'list of all, ms': whole, 'list of all in pages of 500, ms': paged }
}

/** From a write to the moment when the last of a hundred watches has told it. */
async function measureFanOut(server: Running): Promise<Figures> {
  const watchers = await openWatchers(server, namespace, 100)
  const times: number[] = []
  for (let i = 0; i < 50; i++) {
    const name = `told-${i}.`
    const seen = watchers.allSee(`"${name}"`)
    const began = performance.now()
    const metadata = { name: `told${i}`, labels: { told: 'yes' }, annotations: { name } }
    await server.client.raw('POST', path, { apiVersion: 'v1', kind: 'ConfigMap', metadata })
    await seen
    times.push(performance.now() - began)
  }
  watchers.close()
  return { 'a write told to 100 watches, p50 ms': summarize(times).p50 }
}

async function latency(work: (i: number) => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < alone; i++) {
    const began = performance.now()
    await work(i)
    times.push(performance.now() - began)
  }
  return Math.round(([...times].sort((a, b) => a - b)[alone / 2] ?? 0) * 100) / 100
}

async function throughput(work: (i: number) => Promise<unknown>, count: number): Promise<number> {
  const began = performance.now()
  await inParallel(alone, count, work)
  return Math.round(((count - alone) / (performance.now() - began)) * 1000)
}

async function inParallel(from: number, to: number, work: (i: number) => Promise<unknown>): Promise<void> {
  let next = from
  const client = async () => {
    while (next < to) await work(next++)
  }
  await Promise.all(Array.from({ length: clients }, client))
}

async function best(times: number, work: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < times; i++) {
    const began = performance.now()
    await work()
    least = Math.min(least, performance.now() - began)
  }
  return Math.round(least)
}
