import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtInSchema, builtInSchemas, builtInTypes } from './built-in.ts'

test('builtInTypes() all have a schema of their own kind', () => {
  for (const type of builtInTypes()) {
    const kinds = builtInSchema(type.schemaName)?.['x-kubernetes-group-version-kind'] ?? []
    assert.ok(
      kinds.some(
        each => each.kind === type.kind && each.group === type.group && each.version === type.version,
      ),
      `${type.apiVersion} ${type.kind}`,
    )
  }
})

test('builtInSchemas() refer only to one another', () => {
  const check = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, member] of Object.entries(value)) {
      if (key === '$ref' && typeof member === 'string')
        assert.ok(builtInSchema(String(member)), String(member))
      else check(member)
    }
  }
  check(builtInSchemas())
})
