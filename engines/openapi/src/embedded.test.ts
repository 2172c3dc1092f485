import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonValue } from '@sluice/base/json'
import { coerceResources, errorText, type ResourceMetadata, type Schema, validateResources } from './index.ts'

const schema: Schema = { properties: { r: { type: 'object', 'x-kubernetes-embedded-resource': true } } }

/** Knows `name` alone. */
const metadata: ResourceMetadata = {
  decode: value => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { value, unknown: [], problem: 'must be an object' }
    const { name, ...rest } = value as Readonly<Record<string, JsonValue>>
    return { value: name === undefined ? {} : { name }, unknown: Object.keys(rest) }
  },
  validate: () => [],
}

describe('coerceResources()', () => {
  test('prunes the metadata of resources inside and at the root', () => {
    const value = { metadata: { name: 'a', x: 1 }, r: { metadata: { name: 'b', y: 1 } } }
    assert.deepEqual(coerceResources(value, schema, { isResource: true, metadata }), {
      value: { metadata: { name: 'a' }, r: { metadata: { name: 'b' } } },
      unknown: ['metadata.x', 'r.metadata.y'],
    })
  })
  test('says which metadata cannot be read', () => {
    const { error } = coerceResources({ r: { metadata: 1 } }, schema, { isResource: true, metadata })
    assert.equal(error && errorText(error), 'r.metadata: Invalid value: 1: must be an object')
  })
  test('refuses a kind that is no text', () => {
    const { error } = coerceResources({ r: { kind: 1 } }, schema, { isResource: true, metadata })
    assert.equal(error && errorText(error), 'r.kind: Invalid value: 1: must be a string')
  })
})

describe('validateResources()', () => {
  const problems = (r: JsonValue) => validateResources({ r }, schema, metadata).map(errorText)
  test('accepts a resource', () =>
    assert.deepEqual(problems({ apiVersion: 'apps/v1', kind: 'Deployment' }), []))
  test('asks for apiVersion and kind', () => {
    assert.deepEqual(problems({}), ['r.apiVersion: Required value', 'r.kind: Required value'])
  })
  test('refuses versions with several groups', () => {
    assert.deepEqual(problems({ apiVersion: 'a/b/c', kind: 'A' }), [
      'r.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
    ])
  })
  test('refuses kinds that are no names', () => {
    assert.match(
      problems({ apiVersion: 'v1', kind: 'A_B' })[0] ?? '',
      /^r\.kind: Invalid value: "A_B": may have mixed case, but should otherwise match: /,
    )
  })
})
