import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goString } from '@sluice/gotemplate'
import { encodingFunctions } from './encoding-functions.ts'

const call = (name: string, argument: string) => encodingFunctions[name]?.call(argument as never)
const binary = goString(Uint8Array.of(0, 255, 128, 10))

// biome-ignore format: a table
const cases: readonly [string, string, string][] = [
  ['b64enc', 'hello', 'aGVsbG8='], ['b64enc', 'é', 'w6k='], ['b64enc', binary, 'AP+ACg=='],
  ['b64dec', 'AP+ACg==', binary], ['b64dec', 'aGVs\nbG8=\r\n', 'hello'], ['b64dec', '', ''],
  ['b64dec', 'aGVsbG8', 'illegal base64 data at input byte 4'], ['b64dec', 'a b=', 'illegal base64 data at input byte 1'],
  ['b64dec', 'AA==x', 'illegal base64 data at input byte 4'], ['b64dec', 'AA=x', 'illegal base64 data at input byte 2'],
  ['b64dec', 'AA=', 'illegal base64 data at input byte 3'], ['b64dec', 'AAA=A', 'illegal base64 data at input byte 4'],
  ['b32enc', 'hello', 'NBSWY3DP'], ['b32enc', 'hi', 'NBUQ===='], ['b32dec', 'NBUQ====', 'hi'], ['b32dec', 'nbuq', 'illegal base32 data at input byte 0'],
  ['b32dec', 'NBUQ', 'illegal base32 data at input byte 0'], ['b32dec', 'NBU=====', 'illegal base32 data at input byte 3'],
  ['b32dec', 'NBUQ=A==', 'illegal base32 data at input byte 4'], ['b32dec', 'NBUQ=', 'illegal base32 data at input byte 5'],
]
for (const [name, argument, result] of cases) {
  test(`${name} turns ${JSON.stringify(argument)} into ${JSON.stringify(result)}`, () => {
    assert.equal(call(name, argument), result)
  })
}
