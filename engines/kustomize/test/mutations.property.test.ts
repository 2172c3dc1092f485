import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { buildCase } from './build-case.ts'
import { type Case, readCorpus } from './corpus.ts'

const cases = readCorpus()

/** Pieces that mean something to YAML, to kustomize or to patterns. */
// biome-ignore format: a table
const pieces = [
  '', ' ', '\n', '\t', ':', '- ', '{', '}', '[', ']', '"', "'", '#', '&a ', '*a', '<<: ', '---\n', '|', '>', '!!int ', '~',
  'null', '0', '-1', '1e999', '99999999999999999999', 'true', '$patch: delete', '*', '.', '..', '/', '(', '\\', '\u0000',
  '\uFEFF', '__proto__', 'constructor', 'kind: List', 'items: ', 'name: ', 'resources: [.]',
]

interface Mutation {
  readonly file: number
  readonly at: number
  readonly length: number
  readonly piece: string
}

/** Takes out some characters of one file and puts a piece in their place. */
const mutation: fc.Arbitrary<Mutation> = fc.record({
  file: fc.nat(),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(12),
  piece: fc.constantFrom(...pieces),
})

test('buildKustomization() fails with a KustomizeError or not at all, whatever it is given', () => {
  const inputs = fc.tuple(fc.constantFrom(...cases), fc.array(mutation, { minLength: 1, maxLength: 3 }))
  fc.assert(
    fc.property(inputs, ([one, mutations]) => {
      const { failed, message } = buildCase(mutations.reduce(mutate, one))
      assert.ok(!failed || message !== '')
    }),
    { numRuns: 1500 },
  )
})

function mutate(one: Case, { file, at, length, piece }: Mutation): Case {
  const names = Object.keys(one.files)
  const name = names[file % names.length] ?? ''
  const text = one.files[name] ?? ''
  const start = Math.floor(at * text.length)
  return {
    ...one,
    files: { ...one.files, [name]: text.slice(0, start) + piece + text.slice(start + length) },
  }
}
