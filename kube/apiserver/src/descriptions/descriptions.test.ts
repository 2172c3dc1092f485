import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtInSchemas, builtInTypes } from '../kinds/index.ts'
import { columnDescriptions, described, fieldDescription } from './descriptions.ts'

test('columnDescriptions() has a text for every column of every built-in kind', () => {
  for (const { apiVersion, plural, columns, verbs } of builtInTypes()) {
    if (!verbs.includes('list')) continue
    assert.equal(columnDescriptions(`${apiVersion}/${plural}`).length, columns.length, plural)
  }
})

test('described() adds what is known to a definition and its fields, and leaves others as they are', () => {
  const schema = described('io.k8s.api.core.v1.ConfigMap', {
    type: 'object',
    properties: { data: { type: 'object' }, madeUp: { type: 'string' } },
  })
  const properties = schema['properties'] as Record<string, { description?: string }>
  assert.match(String(schema['description']), /^ConfigMap holds/)
  assert.match(properties['data']?.description ?? '', /^Data contains/)
  assert.equal(properties['madeUp']?.description, undefined)
  assert.deepEqual(described('com.example.Thing', { type: 'object' }), { type: 'object' })
})

test('every built-in kind says what it is for', () => {
  for (const { schemaName } of builtInTypes()) {
    if (!builtInSchemas()[schemaName]) continue
    assert.notEqual(fieldDescription(schemaName, ''), undefined, schemaName)
  }
})
