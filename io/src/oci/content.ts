import { createHash } from 'node:crypto'
import type { HttpResponse } from '../http/index.ts'
import type { Descriptor } from './manifest.ts'

/** Content whose bytes are not what its digest says. */
export class DigestMismatchError extends Error {
  override readonly name = 'DigestMismatchError'
}

const hashes = ['sha256', 'sha384', 'sha512']

/**
 * A body's bytes as they come, checked against size and digest; whoever reads to the end has the right content.
 * @throws DigestMismatchError in place of the end
 */
export async function* verifiedContent(
  response: HttpResponse,
  wanted: Descriptor,
): AsyncGenerator<Uint8Array> {
  const [algorithm = '', hex] = wanted.digest.split(':')
  if (!hashes.includes(algorithm))
    throw new DigestMismatchError(`unsupported digest algorithm '${algorithm}' of '${wanted.digest}'`)
  const hash = createHash(algorithm)
  let size = 0
  for await (const part of response.body) {
    size += part.length
    if (size > wanted.size)
      throw new DigestMismatchError(
        `error verifying size of ${wanted.digest}: more than the announced ${wanted.size} bytes`,
      )
    hash.update(part)
    yield part
  }
  const got = hash.digest('hex')
  if (size !== wanted.size)
    throw new DigestMismatchError(`error verifying size; got ${size} bytes, want ${wanted.size}`)
  if (got !== hex)
    throw new DigestMismatchError(
      `error verifying ${algorithm} checksum after reading ${size} bytes; got "${got}", want "${hex}"`,
    )
}
