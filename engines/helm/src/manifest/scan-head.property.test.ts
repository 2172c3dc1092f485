import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatYaml } from '@sluice/yaml'
import fc from 'fast-check'
import { ManifestError, parseHead } from './manifest-head.ts'
import { scanHead } from './scan-head.ts'

const scalars = fc.constantFrom(
  'plain',
  "'single'",
  '"double"',
  '"es\\"caped"',
  "'it''s'",
  '5',
  'true',
  '~',
  '',
  '# comment',
  'a: b',
  '- x',
  '[a, b]',
  '{a: b}',
  '|',
  '>-',
  '&x a',
  '*x',
  '!t x',
  'two words',
  'http://x:80',
  '%a',
  '@a',
  '.nan',
  'trailing # comment',
  'ends:',
  '"open',
  "'open",
  '{}',
  '[]',
)
const keys = fc.constantFrom(
  'apiVersion',
  'kind',
  'metadata',
  'name',
  'annotations',
  'labels',
  'helm.sh/hook',
  'helm.sh/hook-weight',
  'Kind',
  'a b',
  '"q"',
  'x',
  '?',
  '- y',
  '<<',
  'null',
)
const lines = fc.tuple(fc.integer({ min: 0, max: 6 }), keys, scalars, fc.constantFrom(': ', ':', ' ', ':  '))
const documents = fc
  .array(lines, { maxLength: 12 })
  .map(all =>
    all.map(([indent, key, value, colon]) => `${' '.repeat(indent)}${key}${colon}${value}`).join('\n'),
  )

/** What both ways must agree on. */
function summary(read: () => ReturnType<typeof parseHead> | undefined): unknown {
  try {
    const head = read()
    if (!head) return undefined
    const { apiVersion, kind, name, annotations } = head
    const hooks = Object.entries(annotations)
      .filter(([key]) => key.startsWith('helm.sh/'))
      .sort()
    return { apiVersion, kind, name, hooks, isAnnotated: Object.keys(annotations).length > 0 }
  } catch (error) {
    if (error instanceof ManifestError) return error.message
    throw error
  }
}

test('scanHead() reads what the parser reads, wherever it does not leave it to the parser', () => {
  fc.assert(
    fc.property(documents, document => {
      const scanned = summary(() => scanHead(document))
      if (scanned !== undefined)
        assert.deepEqual(
          scanned,
          summary(() => parseHead(document)),
          document,
        )
    }),
    { numRuns: 3000 },
  )
})

const plainObjects = fc.record({
  apiVersion: fc.constantFrom('v1', 'apps/v1'),
  kind: fc.constantFrom('Pod', 'ConfigMap'),
  metadata: fc.record({
    name: fc.constantFrom('a', 'a-b'),
    annotations: fc.dictionary(
      fc.constantFrom('helm.sh/hook', 'x/y'),
      fc.constantFrom('pre-install', 'test'),
      { maxKeys: 2 },
    ),
  }),
  spec: fc.array(fc.dictionary(fc.constantFrom('p', 'q'), fc.constantFrom('1', 'a b', 'x: y'))),
})

test('scanHead() needs no parser for plain manifests', () => {
  fc.assert(
    fc.property(plainObjects, object => {
      assert.equal(scanHead(formatYaml(object))?.kind, object.kind)
    }),
  )
})
