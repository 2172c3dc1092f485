import { createHash } from 'node:crypto'
import { type FunctionMap, GoFunction, goBytes } from '@sluice/gotemplate'

/** Sprig's checksums. */
export const hashFunctions: FunctionMap = {
  sha1sum: hash('sha1'),
  sha256sum: hash('sha256'),
  sha512sum: hash('sha512'),
  adler32sum: new GoFunction(['string'], adler32),
}

function hash(algorithm: string): GoFunction {
  return new GoFunction(['string'], (text: string) =>
    createHash(algorithm).update(goBytes(text)).digest('hex'),
  )
}

/** RFC 1950, section 8.2, in decimal. */
function adler32(text: string): string {
  let low = 1
  let high = 0
  for (const byte of goBytes(text)) {
    low = (low + byte) % 65_521
    high = (high + low) % 65_521
  }
  return String(high * 65_536 + low)
}
