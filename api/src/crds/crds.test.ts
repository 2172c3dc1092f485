import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { allKinds, crds, jsonSchemas } from './index.ts'

test('crds() defines every kind once', () => {
  const names = crds().map(crd => at(crd, 'metadata', 'name'))
  assert.equal(new Set(names).size, 15)
  assert.deepEqual(
    names,
    allKinds.map(kind => `${kind.plural}.${kind.group}`),
  )
})

const shapes = [
  { crd: 'gitrepositories', path: ['names', 'shortNames', '0'], is: 'gitrepo' },
  { crd: 'gitrepositories', path: ['names', 'singular'], is: 'gitrepository' },
  { crd: 'helmreleases', path: ['versions', '0', 'name'], is: 'v2' },
  { crd: 'alerts', path: ['versions', '0', 'subresources'], is: {} },
  { crd: 'receivers', path: ['versions', '0', 'subresources'], is: { status: {} } },
  { crd: 'buckets', path: ['versions', '0', 'additionalPrinterColumns', '0', 'name'], is: 'Endpoint' },
]
for (const { crd, path, is } of shapes) {
  test(`crds() gives ${crd} its ${path.join('.')}`, () => {
    assert.deepEqual(at(crdNamed(crd), 'spec', ...path), is)
  })
}

const specs = [
  { crd: 'gitrepositories', path: ['required'], is: ['interval', 'url'] },
  { crd: 'gitrepositories', path: ['properties', 'timeout', 'default'], is: '60s' },
  { crd: 'kustomizations', path: ['properties', 'force', 'default'], is: false },
  { crd: 'kustomizations', path: ['properties', 'targetNamespace', 'maxLength'], is: 63 },
  {
    crd: 'ocirepositories',
    path: ['properties', 'verify', 'required'],
    is: ['provider'],
  },
  {
    crd: 'helmreleases',
    path: ['x-kubernetes-validations', '0', 'message'],
    is: 'either chart or chartRef must be set',
  },
  {
    crd: 'receivers',
    path: ['properties', 'oidcProviders', 'x-kubernetes-list-map-keys'],
    is: ['issuerURL'],
  },
  {
    crd: 'imageupdateautomations',
    path: ['properties', 'update', 'default'],
    is: { strategy: 'Setters' },
  },
]
for (const { crd, path, is } of specs) {
  test(`crds() says of a spec of ${crd} ${path.join('.')}`, () => {
    const schema = ['spec', 'versions', '0', 'schema', 'openAPIV3Schema', 'properties', 'spec']
    assert.deepEqual(at(crdNamed(crd), ...schema, ...path), is)
  })
}

test('crds() starts statuses with an observed generation of -1', () => {
  const schema = ['spec', 'versions', '0', 'schema', 'openAPIV3Schema', 'properties', 'status', 'default']
  const without = crds().filter(crd => at(crd, ...schema) === undefined)
  const kinds = without.map(crd => at(crd, 'spec', 'names', 'kind'))
  assert.deepEqual(kinds, ['ExternalArtifact', 'ArtifactGenerator', 'Alert', 'Provider'])
})

test('crds() describes every field', () => {
  const silent: string[] = []
  for (const crd of crds()) {
    const schema = at(crd, 'spec', 'versions', '0', 'schema', 'openAPIV3Schema', 'properties', 'spec')
    visit(schema, String(at(crd, 'spec', 'names', 'kind')), silent)
  }
  assert.deepEqual(silent, [])
})

test('crds() hands each caller a copy', () => {
  assert.notEqual(at(crdNamed('alerts'), 'spec', 'versions'), at(crdNamed('alerts'), 'spec', 'versions'))
})

test('jsonSchemas() names files after kind, group and version, and refuses unknown members', () => {
  const file = jsonSchemas().find(schema => schema.name === 'kustomization-kustomize-v1.json')
  assert.ok(file)
  assert.equal(at(file.schema, 'properties', 'spec', 'additionalProperties'), false)
  assert.equal(at(file.schema, 'properties', 'apiVersion', 'const'), 'kustomize.toolkit.fluxcd.io/v1')
  assert.deepEqual(at(file.schema, 'properties', 'metadata'), { type: 'object' })
})

test('jsonSchemas() leaves free-form members open and drops what only Kubernetes reads', () => {
  const release = jsonSchemas().find(schema => schema.name.startsWith('helmrelease-'))
  assert.ok(release)
  assert.equal(
    at(release.schema, 'properties', 'spec', 'properties', 'values', 'additionalProperties'),
    undefined,
  )
  assert.ok(!JSON.stringify(release.schema).includes('x-kubernetes'))
})

function crdNamed(plural: string): JsonObject {
  const found = crds().find(crd => String(at(crd, 'metadata', 'name')).startsWith(`${plural}.`))
  assert.ok(found, `a definition of ${plural}`)
  return found
}

function at(value: JsonValue | undefined, ...path: string[]): JsonValue | undefined {
  for (const key of path) {
    if (Array.isArray(value)) value = value[Number(key)]
    else value = isJsonObject(value) ? value[key] : undefined
  }
  return value
}

function visit(schema: JsonValue | undefined, path: string, silent: string[]): void {
  if (!isJsonObject(schema)) return
  if (!schema['description'] && !path.endsWith('{}')) silent.push(path)
  visit(schema['items'], `${path}[]`, silent)
  if (isJsonObject(schema['additionalProperties'])) visit(schema['additionalProperties'], `${path}{}`, silent)
  for (const [name, member] of Object.entries(
    isJsonObject(schema['properties']) ? schema['properties'] : {},
  )) {
    visit(member, `${path}.${name}`, silent)
  }
}
