/** The real helm against the embedded API server: the life of a release of a chart with hooks and a definition. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Clients, skipClients, succeeded } from './support/clients.ts'

const chart = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: tour\nversion: 1.0.0\nappVersion: "1"\n',
  'chart/values.yaml': 'greeting: hello\n',
  'chart/crds/gadgets.yaml': `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.tour.example.com}
spec:
  group: tour.example.com
  scope: Namespaced
  names: {plural: gadgets, singular: gadget, kind: Gadget}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`,
  'chart/templates/settings.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-settings}
data: {greeting: {{ .Values.greeting | quote }}}
`,
  'chart/templates/gadget.yaml': `apiVersion: tour.example.com/v1
kind: Gadget
metadata: {name: {{ .Release.Name }}}
spec: {greeting: {{ .Values.greeting | quote }}}
`,
  'chart/templates/before.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-before
  annotations: {helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-delete-policy: before-hook-creation}
data: {revision: "{{ .Release.Revision }}"}
`,
  'chart/templates/test.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-test
  annotations: {helm.sh/hook: test, helm.sh/hook-delete-policy: before-hook-creation}
spec:
  restartPolicy: Never
  containers: [{name: test, image: "example.com/test:1"}]
`,
  'chart/templates/NOTES.txt': 'Say {{ .Values.greeting }}.\n',
}

let clients: Clients
before(async () => {
  if (skipClients) return
  clients = await Clients.start()
  clients.write(chart)
})
after(() => clients?.stop())

async function helm(...args: readonly string[]): Promise<string> {
  return succeeded(`helm ${args.join(' ')}`, await clients.helm(args))
}

async function read(path: string, name: string): Promise<string> {
  const { stdout } = await clients.kubectl(['get', name, '-o', `jsonpath=${path}`])
  return stdout
}

test('helm installs, upgrades, rolls back, tests and uninstalls a release', {
  skip: skipClients,
}, async () => {
  assert.match(await helm('install', 'r', 'chart'), /STATUS: deployed\nREVISION: 1[\s\S]*Say hello\./)
  assert.equal(await read('{.data.greeting}', 'configmap/r-settings'), 'hello')
  assert.equal(await read('{.data.revision}', 'configmap/r-before'), '1')
  assert.equal(await read('{.spec.greeting}', 'gadget/r'), 'hello')

  assert.match(await helm('upgrade', 'r', 'chart', '--set', 'greeting=hi'), /REVISION: 2/)
  assert.equal(await read('{.data.greeting}', 'configmap/r-settings'), 'hi')
  assert.equal(await read('{.data.revision}', 'configmap/r-before'), '2')

  assert.match(await helm('list'), /^r\s+default\s+2\s.*deployed\s+tour-1\.0\.0\s+1/m)
  assert.match(await helm('get', 'values', 'r'), /greeting: hi/)
  assert.match(await helm('get', 'manifest', 'r'), /name: r-settings/)
  assert.match(await helm('get', 'hooks', 'r'), /name: r-before/)
  assert.match(await helm('status', 'r'), /STATUS: deployed/)

  assert.match(await helm('rollback', 'r', '1'), /Rollback was a success/)
  assert.equal(await read('{.data.greeting}', 'configmap/r-settings'), 'hello')
  assert.match(await helm('history', 'r'), /^3\s.*deployed.*Rollback to 1/m)

  assert.match(await helm('test', 'r'), /Phase:\s+Succeeded/)

  assert.match(await helm('uninstall', 'r'), /release "r" uninstalled/)
  assert.equal(await read('{.metadata.name}', 'configmap/r-settings'), '')
  assert.equal(await read('{.metadata.name}', 'crd/gadgets.tour.example.com'), 'gadgets.tour.example.com')
  assert.doesNotMatch(await helm('list'), /^r\s/m)
})

test('helm installs atomically: what fails leaves nothing', { skip: skipClients }, async () => {
  clients.write({ 'broken/Chart.yaml': 'apiVersion: v2\nname: broken\nversion: 1.0.0\n' })
  clients.write({
    'broken/templates/bad.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "Not A Name"}\n',
    'broken/templates/good.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: good}\n',
  })
  const { code, stderr } = await clients.helm([
    'install',
    'b',
    'broken',
    '--rollback-on-failure',
    '--timeout',
    '10s',
  ])
  assert.notEqual(code, 0)
  assert.match(stderr, /Not A Name/)
  assert.equal(await read('{.metadata.name}', 'configmap/good'), '')
})
