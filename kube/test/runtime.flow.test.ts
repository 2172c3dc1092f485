import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type ApiServer, startApiServer } from '@sluice/apiserver'
import { createClient, type KubeClient, parseKubeconfig } from '../src/client/index.ts'
import { Kind, type KubeObject } from '../src/meta/index.ts'
import { createManager, defineReconciler, type Manager, ready, silentLog } from '../src/runtime/index.ts'

interface WidgetStatus {
  readonly observedGeneration?: number
  readonly conditions?: readonly { readonly type: string; readonly status: string }[]
  readonly size?: number
}
type Widget = KubeObject<{ readonly size?: number }, WidgetStatus>
const Widget = new Kind<Widget>({
  group: 'shop.dev',
  version: 'v1',
  kind: 'Widget',
  plural: 'widgets',
  namespaced: true,
})
const Event = new Kind({ group: '', version: 'v1', kind: 'Event', plural: 'events', namespaced: true })

const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
const schema = { openAPIV3Schema: { type: 'object', properties: { spec: open, status: open } } }
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.shop.dev' },
  spec: {
    group: 'shop.dev',
    scope: 'Namespaced',
    names: { kind: 'Widget', plural: 'widgets', singular: 'widget' },
    versions: [{ name: 'v1', served: true, storage: true, schema, subresources: { status: {} } }],
  },
}

let server: ApiServer
let client: KubeClient
let manager: Manager
const finalized: string[] = []

before(async () => {
  server = await startApiServer({})
  client = createClient(parseKubeconfig(server.kubeconfig()))
  await client.create(definition as unknown as KubeObject)
  manager = createManager({ client, log: silentLog })
  manager.add(
    defineReconciler<Widget, 'measure'>({
      kind: Widget,
      controller: 'widget-controller',
      finalizer: 'shop.dev/hold',
      stages: { measure: { doing: 'measuring', failsWith: 'MeasureFailed' } },
      policy: { interval: () => 3_600_000, observes: 'ready', announcesSuccess: {} },
      async reconcile(widget, run) {
        await run.stage('measure', () => run.record({ size: widget.spec?.size ?? 0 }))
        return ready('Measured', `size is ${widget.spec?.size}`)
      },
      async finalize(widget) {
        finalized.push(widget.metadata.name)
      },
    }),
  )
  await manager.start()
})
after(async () => {
  await manager.stop()
  await client.close()
  await server.stop()
})

/** The first state of the widget that a watch shows and that is as wanted. */
async function until(wanted: (widget: Widget | undefined) => boolean): Promise<Widget | undefined> {
  const signal = AbortSignal.timeout(10_000)
  let last: Widget | undefined
  for await (const { type, object } of client.watch(Widget, {
    namespace: 'default',
    sendInitialEvents: true,
    signal,
  })) {
    if (type !== 'BOOKMARK') last = type === 'DELETED' ? undefined : (object as unknown as Widget)
    if (wanted(last)) return last
  }
  throw new Error('the watch ended')
}

const observed = (generation: number) => (widget: Widget | undefined) =>
  widget?.status?.observedGeneration === generation

test('an object is reconciled when it is made and when it changes, and finalized when it goes', async () => {
  await client.create({
    apiVersion: 'shop.dev/v1',
    kind: 'Widget',
    metadata: { name: 'w', namespace: 'default' },
    spec: { size: 1 },
  })
  const made = await until(observed(1))
  assert.deepEqual(made?.metadata.finalizers, ['shop.dev/hold'])
  assert.equal(made?.status?.size, 1)
  assert.deepEqual(
    made?.status?.conditions?.map(({ type, status }) => `${type} ${status}`),
    ['Ready True'],
  )

  await client.patch(Widget, 'default', 'w', { type: 'merge', body: { spec: { size: 2 } } })
  assert.equal((await until(observed(2)))?.status?.size, 2)

  await client.delete(Widget, 'default', 'w')
  await until(widget => widget === undefined)
  assert.deepEqual(finalized, ['w'])

  await manager.stop()
  const events = (await client.list(Event, { namespace: 'default' })).items as unknown as {
    reason: string
    source: { component: string }
  }[]
  assert.deepEqual(
    new Set(events.map(({ reason, source }) => `${source.component} ${reason}`)),
    new Set(['widget-controller Measured']),
  )
})
