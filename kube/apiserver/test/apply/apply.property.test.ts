/** Random applies, updates and patches by random managers, against a model of who owns what. @module */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { type ApiServer, startApiServer } from '../../src/index.ts'
import { type Reply, send, until } from '../requests.ts'
import { has } from '../sandbox.ts'
import { leavesOf, pathsOf, specSchema, specShape } from './field-paths.ts'
import { OwnershipModel } from './ownership-model.ts'

type Spec = Readonly<Record<string, unknown>>
type Step =
  | { readonly type: 'apply'; readonly by: string; readonly spec: Spec; readonly force: boolean }
  | { readonly type: 'update' | 'merge' | 'json'; readonly by: string; readonly spec: Spec }

const group = 'property.example'
const widgets = `/apis/${group}/v1/namespaces/default/widgets`
const by = fc.constantFrom('ann', 'bob', 'cas')
const word = fc.constantFrom('x', 'y')
const few = (keys: readonly string[]) =>
  fc.dictionary(fc.constantFrom(...keys), word, { minKeys: 1, maxKeys: 2 })
const item = {
  name: fc.constantFrom('one', 'two'),
  value: fc.option(word, { nil: undefined }),
  nested: fc.option(few(['k', 'l']), { nil: undefined }),
}
const spec: fc.Arbitrary<Spec> = fc
  .record(
    {
      color: word,
      size: fc.integer({ min: 1, max: 2 }),
      labels: few(['k', 'l', 'm']),
      whole: few(['k', 'l']),
      names: fc.uniqueArray(fc.constantFrom('p', 'q', 'r'), { minLength: 1 }),
      order: fc.array(word, { minLength: 1, maxLength: 2 }),
      items: fc.uniqueArray(fc.record(item), { minLength: 1, selector: each => each.name }),
      ports: fc.uniqueArray(fc.record({ ...item, port: fc.integer({ min: 1, max: 2 }) }), {
        minLength: 1,
        maxLength: 3,
        selector: each => `${each.name} ${each.port}`,
      }),
      free: fc.record({ note: word, deep: few(['k', 'l']) }, { requiredKeys: ['note'] }),
    },
    { requiredKeys: [] },
  )
  .map(made => JSON.parse(JSON.stringify(made)))
const apply = fc.record({ type: fc.constant('apply' as const), by, spec, force: fc.boolean() })
const change = fc.record({ type: fc.constantFrom('update', 'merge', 'json' as const), by, spec })
const steps = fc.array(fc.oneof({ weight: 3, arbitrary: apply }, { weight: 2, arbitrary: change }), {
  minLength: 3,
  maxLength: 12,
})

let server: ApiServer
let count = 0

before(async () => {
  server = await startApiServer()
  const names = { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' }
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec: specSchema } } }
  const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
  const made = await send(server, 'POST', definitions, {
    body: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `widgets.${group}` },
      spec: {
        group,
        names,
        scope: 'Namespaced',
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    },
  })
  assert.equal(made.status, 201)
  await until(server, definitions, `widgets.${group}`, has('Established=True'))
})

after(() => server.stop())

test('fields belong to whom the rules give them, whoever applies, updates and patches', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async steps => {
      const story = new Story(`w${count++}`)
      for (const step of steps) await story.play(step)
    }),
    { numRuns: 60 },
  )
})

class Story {
  readonly #path: string
  readonly #name: string
  readonly #model = new OwnershipModel()
  #object: Reply['body'] | undefined

  constructor(name: string) {
    this.#name = name
    this.#path = `${widgets}/${name}`
  }

  async play(step: Step): Promise<void> {
    if (step.type === 'apply') await this.#apply(step)
    else if (this.#object) await this.#change(step, this.#object)
  }

  async #apply({ by, spec, force }: Step & { readonly type: 'apply' }): Promise<void> {
    const wanted = leavesOf(spec, specShape, '.spec')
    const conflicts = this.#model.conflicts(by, wanted)
    const reply = await this.#send(by, spec, force)
    if (conflicts.length > 0 && !force) {
      assert.equal(reply.status, 409)
      assert.deepEqual(new Set(causesOf(reply)), new Set(conflicts))
      return
    }
    assert.ok(reply.status < 300, JSON.stringify(reply.body))
    this.#model.apply(by, wanted)
    this.#compare(reply.body)
    const again = await this.#send(by, spec, false)
    assert.deepEqual(again.body, reply.body, 'applying it again changes nothing')
  }

  #send(by: string, spec: Spec, force: boolean): Promise<Reply> {
    const path = `${this.#path}?fieldManager=${by}&force=${force}`
    return send(server, 'PATCH', path, {
      contentType: 'application/apply-patch+yaml',
      body: {
        apiVersion: `${group}/v1`,
        kind: 'Widget',
        metadata: { name: this.#name },
        ...(Object.keys(spec).length > 0 ? { spec } : {}),
      },
    })
  }

  async #change({ type, by, spec }: Step, before: Reply['body']): Promise<void> {
    const path = `${this.#path}?fieldManager=${by}`
    const reply = await this.#write(type, path, spec, before)
    assert.equal(reply.status, 200, JSON.stringify(reply.body))
    this.#model.update(by, leavesOf(reply.body['spec'], specShape, '.spec'))
    this.#compare(reply.body)
  }

  #write(type: Step['type'], path: string, spec: Spec, before: Reply['body']): Promise<Reply> {
    if (type === 'update') return send(server, 'PUT', path, { body: { ...before, spec } })
    if (type === 'merge')
      return send(server, 'PATCH', path, { body: { spec }, contentType: 'application/merge-patch+json' })
    const body = [{ op: 'add', path: '/spec', value: spec }]
    return send(server, 'PATCH', path, { body, contentType: 'application/json-patch+json' })
  }

  /** The object, and who owns its fields, are as the model has them. */
  #compare(object: Reply['body']): void {
    this.#object = object
    this.#model.isRecorded = (object['metadata'] as { managedFields?: unknown }).managedFields !== undefined
    const { leaves, owned } = this.#model
    assert.deepEqual(sorted(leavesOf(object['spec'], specShape, '.spec')), sorted(leaves))
    const recorded = managersOf(object)
    assert.deepEqual(
      recorded,
      Object.fromEntries([...owned].map(([name, paths]) => [name, [...paths].sort()])),
    )
  }
}

interface ManagerEntry {
  readonly manager: string
  readonly operation: string
  readonly fieldsV1: { readonly 'f:spec'?: object }
}

function managersOf(object: Reply['body']): Readonly<Record<string, readonly string[]>> {
  const { managedFields = [] } = object['metadata'] as { managedFields?: readonly ManagerEntry[] }
  const entries = managedFields.flatMap(({ manager, operation, fieldsV1 }) => {
    const paths = pathsOf(fieldsV1['f:spec'] ?? {}, '.spec').sort()
    return paths.length > 0 ? [[`${manager} ${operation}`, paths] as const] : []
  })
  return Object.fromEntries(entries)
}

function causesOf({ body }: Reply): (string | undefined)[] {
  const { causes = [] } = body['details'] as { causes?: readonly { readonly field?: string }[] }
  return causes.map(({ field }) => field)
}

function sorted(leaves: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...leaves].sort(([a], [b]) => (a < b ? -1 : 1))
}
