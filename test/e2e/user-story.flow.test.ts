/**
 * A user's day with the sandbox: push, see it in the cluster, change it, delete it, meddle by hand, break it, mend it.
 * The cluster is read with the real kubectl.
 * @module
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { clientTools } from '@sluice/testing'
import { type Clone, capture, clone, eventually, sandboxPort, scratchFolder, sluice } from './support/user.ts'

const tools = clientTools()
const skip = tools.type === 'missing' ? tools.reason : false
const folder = scratchFolder()
const data = join(`${folder}`, 'data')

let repository: Clone
let kubeconfig = ''

const kubectl = (...args: readonly string[]) =>
  capture(tools.type === 'found' ? tools.kubectl : 'kubectl', ['--kubeconfig', kubeconfig, ...args])

const jsonPath = (object: readonly string[], path: string) =>
  kubectl('--namespace', 'staging', 'get', ...object, '-o', `jsonpath=${path}`)

interface Revision {
  readonly revision: number
  readonly status: string
  readonly chart: string
  readonly description: string
}

/** The bakery's revisions, as the real helm reads them. */
const history = async (): Promise<readonly Revision[]> => {
  const helm = tools.type === 'found' ? tools.helm : 'helm'
  const args = ['--kubeconfig', kubeconfig, '-n', 'bakery', 'history', 'bakery', '-o', 'json']
  return JSON.parse(await capture(helm, args))
}

const notFound = async (...object: readonly string[]) =>
  (await kubectl('--namespace', 'staging', 'get', ...object, '--ignore-not-found', '-o', 'name')) === ''
    ? true
    : undefined

const greeting = (message: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: greeting\ndata:\n  message: ${message}\n  environment: \${environment}\n`

/** Ready's message once it has this reason; what it says on the way there is no failure. */
const readyMessage = async (name: string, reason: 'ReconciliationSucceeded' | 'BuildFailed') => {
  const text = await kubectl('--namespace', 'flux-system', 'get', 'kustomization', name, '-o', 'json')
  const ready = JSON.parse(text).status.conditions.find(
    (condition: { type: string }) => condition.type === 'Ready',
  )
  return ready?.reason === reason ? String(ready.message) : undefined
}

before(
  async () => {
    if (skip) return
    await sluice('sandbox', 'up', '--detach', '--port', sandboxPort(), '--data', data)
    const status = JSON.parse(await sluice('sandbox', 'status', '--data', data, '-o', 'json'))
    kubeconfig = status.kubeconfig
    repository = await clone(status.gitUrl, join(`${folder}`, 'tea-house'))
  },
  { timeout: 120_000 },
)

after(async () => {
  if (!skip) await sluice('sandbox', 'down', '--data', data)
  folder[Symbol.dispose]()
})

test('the sandbox applies the first commit to a healthy cluster', { skip }, async () => {
  assert.equal(await jsonPath(['configmap', 'greeting'], '{.data.message}'), 'Welcome to the tea house')
  assert.equal(await jsonPath(['configmap', 'greeting'], '{.data.environment}'), 'staging')
  assert.equal(await jsonPath(['deployment', 'web'], '{.status.readyReplicas}'), '1')
  assert.equal(
    await kubectl('-n', 'production', 'get', 'deployment', 'web', '-o', 'jsonpath={.status.readyReplicas}'),
    '3',
  )
})

test('a pushed change reaches the cluster', { skip }, async () => {
  const commit = await repository.push({ 'apps/base/greeting.yaml': greeting('Come in') }, 'Greet shorter')
  await eventually('the new greeting', async () =>
    (await jsonPath(['configmap', 'greeting'], '{.data.message}')) === 'Come in' ? true : undefined,
  )
  const message = await eventually('staging at the commit', async () => {
    const text = await readyMessage('staging', 'ReconciliationSucceeded')
    return text?.includes(commit) ? text : undefined
  })
  assert.equal(message, `Applied revision: main@sha1:${commit}`)
})

test('a pushed value upgrades the release, as the real helm sees it', { skip }, async () => {
  const [first] = await history()
  assert.deepEqual([first?.revision, first?.status, first?.chart], [1, 'deployed', 'bakery-1.0.0'])
  const file = 'clusters/sandbox/bakery.yaml'
  await repository.push(
    { [file]: repository.read(file).replace('cakes:\n', 'cakes:\n      walnut: "4.10"\n') },
    'Bake another cake',
  )
  const second = await eventually('a second revision', async () =>
    (await history()).find(({ revision, status }) => revision === 2 && status === 'deployed'),
  )
  assert.equal(second.description, 'Upgrade complete')
  const shelf = await kubectl('-n', 'bakery', 'get', 'configmap', 'bakery-shelf', '-o', 'jsonpath={.data}')
  assert.deepEqual(JSON.parse(shelf), { bread: 'rye', lemon: '3.20', plum: '2.80', walnut: '4.10' })
})

test('a new menu rolls the web page, since generated names carry a hash', { skip }, async () => {
  const menuOf = () =>
    jsonPath(['deployment', 'web'], '{.spec.template.spec.containers[0].envFrom[0].configMapRef.name}')
  const old = await menuOf()
  await repository.push(
    { 'apps/staging/menu.properties': 'TEA_OF_THE_DAY=oolong\nCAKE=plum\n' },
    'Change the menu',
  )
  const fresh = await eventually('a new menu', async () => {
    const name = await menuOf()
    return name === old ? undefined : name
  })
  assert.equal(await jsonPath(['configmap', fresh], '{.data.TEA_OF_THE_DAY}'), 'oolong')
  await eventually('the old menu pruned', () => notFound('configmap', old))
})

test('a deleted file is pruned', { skip }, async () => {
  const base = (files: readonly string[]) =>
    `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n${files.map(file => `  - ${file}\n`).join('')}`
  await repository.push(
    { 'apps/base/kettle.yaml': null, 'apps/base/kustomization.yaml': base(['greeting.yaml', 'web.yaml']) },
    'Sell the kettle',
  )
  await eventually('the kettle gone', () => notFound('statefulset', 'kettle'))
  await eventually('its service gone', () => notFound('service', 'kettle'))
})

test('drift is corrected when it happens', { skip }, async () => {
  await kubectl('--namespace', 'staging', 'delete', 'deployment', 'web')
  await eventually('the deployment back', async () =>
    (await notFound('deployment', 'web')) ? undefined : true,
  )
  await kubectl(
    '--namespace',
    'staging',
    'patch',
    'configmap',
    'greeting',
    '--type=merge',
    '-p',
    '{"data":{"message":"Go away"}}',
  )
  await eventually('the greeting back', async () =>
    (await jsonPath(['configmap', 'greeting'], '{.data.message}')) === 'Come in' ? true : undefined,
  )
})

test('a broken commit says what is wrong and leaves the cluster as it is; the next good one heals it', {
  skip,
}, async () => {
  await repository.push(
    {
      'apps/base/greeting.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: greeting\n data: oops\n',
    },
    'Stumble',
  )
  const message = await eventually('the failure', () => readyMessage('staging', 'BuildFailed'))
  assert.match(message, /greeting\.yaml/)
  assert.equal(await jsonPath(['configmap', 'greeting'], '{.data.message}'), 'Come in')

  await repository.push({ 'apps/base/greeting.yaml': greeting('Sorry about that') }, 'Get up again')
  await eventually('the mended greeting', async () =>
    (await jsonPath(['configmap', 'greeting'], '{.data.message}')) === 'Sorry about that' ? true : undefined,
  )
  await eventually('staging Ready', () => readyMessage('staging', 'ReconciliationSucceeded'))
})
