import {
  type Descriptor,
  DigestMismatchError,
  ManifestError,
  type Registry,
  RegistryError,
} from '@sluice/io/oci'
import { SignatureError } from './signature-error.ts'

/** An artifact of a registry, whose signatures are looked for beside it. */
export interface SignedImage {
  readonly registry: Registry
  /** The repository. */
  readonly path: string
  /** `sha256:…` of its manifest. */
  readonly digest: string
  /** How messages name it: `registry/path@digest`. */
  readonly name: string
  readonly signal: AbortSignal
}

/** Signatures are small; a larger blob is none. */
const maxBlob = 4 * 1024 ** 2

/** A blob that is some signature or its payload. @throws SignatureError if it is too large or not what it should be */
export async function readBlob(image: SignedImage, descriptor: Descriptor): Promise<Buffer> {
  const { registry, path, signal } = image
  if (descriptor.size > maxBlob)
    throw new SignatureError(`signature blob ${descriptor.digest} has more than ${maxBlob} bytes`)
  return orSignatureError(async () => {
    const parts: Uint8Array[] = []
    for await (const part of registry.blob(path, descriptor, signal)) parts.push(part)
    return Buffer.concat(parts)
  })
}

/** Turns content that is broken or missing into a signature that proves nothing; an unreachable registry stays one. */
export async function orSignatureError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const isMissing = error instanceof RegistryError && error.status === 404
    if (!(isMissing || error instanceof ManifestError || error instanceof DigestMismatchError)) throw error
    throw new SignatureError(error.message, { cause: error })
  }
}
