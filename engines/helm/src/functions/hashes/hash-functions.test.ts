import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goString } from '@sluice/gotemplate'
import { hashFunctions } from './hash-functions.ts'

// biome-ignore format: a table
const cases: readonly [string, string, string][] = [
  ['sha1sum', 'sluice', 'bac9c3029ea6380aa37a31f0165084711ae0d44d'],
  ['sha256sum', '', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['sha256sum', goString(Uint8Array.of(255)), 'a8100ae6aa1940d0b663bb31cd466142ebbdbd5187131b92d93818987832eb89'],
  ['adler32sum', 'Wikipedia', '300286872'],
  ['adler32sum', '', '1'],
]
for (const [name, text, sum] of cases) {
  test(`${name} of ${JSON.stringify(text)} is ${sum}`, () => {
    assert.equal(hashFunctions[name]?.call(text as never), sum)
  })
}
