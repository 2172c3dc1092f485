import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HelmRelease, HelmReleaseSpec } from '@sluice/api/helm'
import type { Deps } from './deps.ts'
import { collectValues, plainValues } from './values.ts'

const objects: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'ConfigMap/base': { 'values.yaml': 'color: blue\nnested: {one: 1, two: 2}\nlist: [a]\n' },
  'ConfigMap/over': { 'values.yaml': 'color: green\nnested: {two: 22}\n' },
  'Secret/word': { word: 'open', number: '42', comma: 'a,b', json: '{"a": [1]}' },
  'ConfigMap/list': { 'values.yaml': '- a\n' },
}

async function valuesOf(spec: Partial<HelmReleaseSpec>) {
  const release = { metadata: { name: 'web', namespace: 'ns' }, spec } as HelmRelease
  const deps = { readTexts: async (kind: string, { name }: { name: string }) => objects[`${kind}/${name}`] }
  return plainValues(await collectValues(release, deps as unknown as Deps, new AbortController().signal))
}

const configMap = (name: string, more: object = {}) => ({ kind: 'ConfigMap' as const, name, ...more })
const secret = (valuesKey: string, targetPath: string, more: object = {}) => ({
  kind: 'Secret' as const,
  name: 'word',
  valuesKey,
  targetPath,
  ...more,
})

const cases: readonly {
  readonly what: string
  readonly spec: Partial<HelmReleaseSpec>
  readonly is: object
}[] = [
  { what: 'none', spec: {}, is: {} },
  {
    what: 'references in their order, then inline ones',
    spec: { valuesFrom: [configMap('base'), configMap('over')], values: { list: [] } },
    is: { color: 'green', nested: { one: 1, two: 22 }, list: [] },
  },
  {
    what: 'a number at a path',
    spec: { valuesFrom: [secret('number', 'a.b')] },
    is: { a: { b: 42 } },
  },
  {
    what: 'a literal at a path with a dot in a name',
    spec: { valuesFrom: [secret('json', 'a\\.b', { literal: true })] },
    is: { 'a.b': '{"a": [1]}' },
  },
  {
    what: 'a path into inline values, which it outlives',
    spec: { valuesFrom: [secret('word', 'nested.two'), configMap('over')], values: { nested: { two: 0 } } },
    is: { color: 'green', nested: { two: 'open' } },
  },
  {
    what: 'an optional object and an optional key that are missing',
    spec: {
      valuesFrom: [
        configMap('none', { optional: true }),
        configMap('base', { valuesKey: 'no', optional: true }),
      ],
    },
    is: {},
  },
]
for (const { what, spec, is } of cases) {
  test(`collectValues() of ${what}`, async () => assert.deepEqual(await valuesOf(spec), is))
}

const failures: readonly { readonly reference: object; readonly why: string }[] = [
  {
    reference: configMap('none'),
    why: `ConfigMap chart values reference 'ns/none' with key 'values.yaml': configmaps "none" not found`,
  },
  {
    reference: configMap('base', { valuesKey: 'no' }),
    why: `ConfigMap chart values reference 'ns/base' with key 'no': key not found`,
  },
  {
    reference: secret('comma', 'a'),
    why: `Secret chart values reference 'ns/word' with key 'comma': key "b" has no value`,
  },
  {
    reference: configMap('list'),
    why: `ConfigMap chart values reference 'ns/list' with key 'values.yaml': error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type common.Values`,
  },
]
for (const { reference, why } of failures) {
  test(`collectValues() fails with: ${why}`, () =>
    assert.rejects(valuesOf({ valuesFrom: [reference as never] }), { message: `could not resolve ${why}` }))
}
