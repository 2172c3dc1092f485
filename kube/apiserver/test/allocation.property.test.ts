/** What Services hold, against a model: with refusals, dry runs, races, restarts and crashes. @module */
import assert from 'node:assert/strict'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { type ApiServer, startApiServer } from '../src/index.ts'
import { send } from './requests.ts'

/** Fourteen addresses, of which the server has one, and eight node ports. */
const options = { serviceClusterIpRange: '10.9.0.0/28', serviceNodePortRange: '31000-31007' }
const capacity = { addresses: 13, ports: 8 }
const services = '/api/v1/namespaces/default/services'

type Kind = 'ClusterIP' | 'NodePort' | 'Headless' | 'ExternalName'

interface Wish {
  readonly name: string
  readonly kind: Kind
  /** The last part of the address, the port. */
  readonly address?: number | undefined
  readonly port?: number | undefined
}

type Step =
  | { readonly type: 'create' | 'dry-run' | 'change'; readonly wish: Wish }
  | { readonly type: 'delete'; readonly name: string }
  | { readonly type: 'race'; readonly wishes: readonly Wish[] }
  | { readonly type: 'restart' }
  | { readonly type: 'crash' }

type Operation = Exclude<Step, { readonly type: 'restart' } | { readonly type: 'crash' }>

const name = fc.integer({ min: 0, max: 19 }).map(i => `s${i}`)
const wish: fc.Arbitrary<Wish> = fc.record({
  name,
  kind: fc.constantFrom<Kind>('ClusterIP', 'ClusterIP', 'NodePort', 'NodePort', 'Headless', 'ExternalName'),
  address: fc.option(fc.integer({ min: 0, max: 17 }), { nil: undefined, freq: 2 }),
  port: fc.option(fc.integer({ min: 30999, max: 31008 }), { nil: undefined, freq: 2 }),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant('create' as const), wish }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('change' as const), wish }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('dry-run' as const), wish }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('delete' as const), name }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('race' as const),
      wishes: fc.array(wish, { minLength: 4, maxLength: 12 }),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom({ type: 'restart' as const }, { type: 'crash' as const }) },
)

/** What one Service holds. */
interface Held {
  readonly address?: string
  readonly port?: number
}

const specOf = ({ kind, address, port }: Wish) => {
  const ip = address === undefined ? {} : { clusterIP: `10.9.0.${address}` }
  const ports = (own: object) => [{ port: 80, ...own }]
  switch (kind) {
    case 'ClusterIP':
      return { type: 'ClusterIP', ...ip, ports: ports({}) }
    case 'NodePort':
      return { type: 'NodePort', ...ip, ports: ports(port === undefined ? {} : { nodePort: port }) }
    case 'Headless':
      return { type: 'ClusterIP', clusterIP: 'None', ports: ports({}) }
    case 'ExternalName':
      return { type: 'ExternalName', externalName: 'example.com' }
  }
}

/** The model: who holds what, and whether a new Service could have what it wants. */
class Model {
  readonly held = new Map<string, Held>()

  has(value: string | number): boolean {
    return [...this.held.values()].some(({ address, port }) => address === value || port === value)
  }

  grants({ name: wanted, kind, address, port }: Wish): boolean {
    if (this.held.has(wanted)) return false
    if (kind === 'Headless' || kind === 'ExternalName') return true
    const addresses = [...this.held.values()].filter(each => each.address).length
    const isFree = address === undefined ? addresses < capacity.addresses : this.#canHave(address)
    if (kind === 'ClusterIP') return isFree
    const ports = [...this.held.values()].filter(each => each.port).length
    const hasPort = port !== undefined && port >= 31000 && port <= 31007 && !this.has(port)
    return isFree && (port === undefined ? ports < capacity.ports : hasPort)
  }

  #canHave(address: number): boolean {
    return address > 1 && address < 15 && !this.has(`10.9.0.${address}`)
  }
}

interface Stored {
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly spec: {
    readonly clusterIP?: string
    readonly ports?: readonly { readonly nodePort?: number }[]
  }
}

function heldBy({ spec }: Stored): Held {
  const port = spec.ports?.[0]?.nodePort
  const isAddress = spec.clusterIP !== undefined && spec.clusterIP !== '' && spec.clusterIP !== 'None'
  return { ...(isAddress ? { address: spec.clusterIP } : {}), ...(port ? { port } : {}) }
}

async function list(server: ApiServer, path: string): Promise<readonly Stored[]> {
  const { body } = await send(server, 'GET', path)
  return body['items'] as readonly Stored[]
}

/** The model is what is stored; each thing is held once; IPAddresses tell of each address that is held, and no other. */
async function check(server: ApiServer, model: Model): Promise<void> {
  const stored = (await list(server, services)).filter(each => each.metadata.name !== 'kubernetes')
  const actual = new Map(stored.map(each => [each.metadata.name, heldBy(each)]))
  assert.deepEqual([...actual].sort(), [...model.held].sort())
  const all = [...actual.values()].flatMap(({ address, port }) => [address, port]).filter(Boolean)
  assert.equal(new Set(all).size, all.length, `granted twice: ${all}`)
  const wanted = ['10.9.0.1', ...[...actual.values()].flatMap(({ address }) => address ?? [])].sort()
  const told = async () =>
    (await list(server, '/apis/networking.k8s.io/v1/ipaddresses')).map(each => each.metadata.name).sort()
  // They follow within the turn or two that their writes take.
  for (let i = 0; i < 50 && String(await told()) !== String(wanted); i++)
    await send(server, 'GET', '/version')
  assert.deepEqual(await told(), wanted)
}

function create(server: ApiServer, each: Wish, query = '') {
  const body = { metadata: { name: each.name }, spec: specOf(each) }
  return send(server, 'POST', `${services}${query}`, { body })
}

async function run(server: ApiServer, model: Model, each: Operation) {
  switch (each.type) {
    case 'create': {
      const isGranted = model.grants(each.wish)
      const { status, body } = await create(server, each.wish)
      assert.equal(status === 201, isGranted, `${status} ${JSON.stringify([each.wish, body['message']])}`)
      if (isGranted) model.held.set(each.wish.name, heldBy(body as unknown as Stored))
      return
    }
    case 'dry-run':
      await create(server, each.wish, '?dryRun=All')
      return
    case 'change': {
      const reply = await send(server, 'PATCH', `${services}/${each.wish.name}`, {
        body: { spec: { externalName: null, ...specOf(each.wish) } },
        contentType: 'application/merge-patch+json',
      })
      if (reply.status === 200) model.held.set(each.wish.name, heldBy(reply.body as unknown as Stored))
      return
    }
    case 'delete': {
      const { status } = await send(server, 'DELETE', `${services}/${each.name}`)
      assert.equal(status === 200, model.held.delete(each.name))
      return
    }
    case 'race': {
      const replies = await Promise.all(each.wishes.map(one => create(server, one)))
      for (const [i, { status, body }] of replies.entries()) {
        const one = each.wishes[i]
        if (status !== 201 || !one) continue
        const held = heldBy(body as unknown as Stored)
        for (const thing of [held.address, held.port]) {
          assert.ok(thing === undefined || !model.has(thing), `${thing} is granted twice`)
        }
        model.held.set(one.name, held)
      }
    }
  }
}

/** Runs the steps on a server that keeps its data; a crash leaves behind what is in the files at that moment. */
async function play(steps: readonly Step[]): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'sluice-allocation-'))
  let folder = join(root, '0')
  let server = await startApiServer({ ...options, dataDir: folder })
  const model = new Model()
  try {
    for (const [i, each] of steps.entries()) {
      if (each.type === 'restart' || each.type === 'crash') {
        const next = each.type === 'crash' ? join(root, String(i + 1)) : folder
        if (next !== folder) await cp(folder, next, { recursive: true })
        await server.stop()
        folder = next
        server = await startApiServer({ ...options, dataDir: folder })
      } else await run(server, model, each)
      await check(server, model)
    }
  } finally {
    await server.stop()
    await rm(root, { recursive: true, force: true })
  }
}

test('Services hold what the model says, whatever happens', async () => {
  const steps = fc.array(step, { minLength: 20, maxLength: 40 })
  await fc.assert(fc.asyncProperty(steps, play), { numRuns: 12 })
})
