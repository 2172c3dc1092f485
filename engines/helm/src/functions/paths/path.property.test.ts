import assert from 'node:assert/strict'
import { posix } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { baseName, cleanPath, directoryName } from './path.ts'

const paths = fc
  .array(fc.constantFrom('a', 'b.c', '.', '..', '/', '//', ''), { maxLength: 12 })
  .map(parts => parts.join('/'))

test('cleanPath() cleans what is clean no further, and agrees with Node but for the last slash', () => {
  fc.assert(
    fc.property(paths, path => {
      const clean = cleanPath(path)
      assert.equal(cleanPath(clean), clean)
      assert.equal(clean, posix.normalize(path).replace(/(.)\/$/, '$1'))
    }),
  )
})

test('directoryName() and baseName() put a clean path together again', () => {
  fc.assert(
    fc.property(paths, path => {
      const clean = cleanPath(path)
      assert.equal(cleanPath(`${directoryName(clean)}/${baseName(clean)}`), clean)
    }),
  )
})
