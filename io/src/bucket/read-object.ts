import type { HttpResponse } from '../http/index.ts'
import { BucketError } from './bucket.ts'

/** The content of an object, unless it is larger than allowed; then nothing of it is read. */
export async function readObject(response: HttpResponse, key: string, limit: number): Promise<Uint8Array> {
  const size = Number(response.headers['content-length'])
  if (size > limit) {
    await response.drop()
    const text = `object '${key}' is ${size} bytes, which exceeds the maximum of ${limit}`
    throw new BucketError('EntityTooLarge', text)
  }
  return response.bytes(limit)
}

/** Refuses names that no URL can have. @throws BucketError */
export function requireNameable(key: string): void {
  if (/(^|\/)\.\.?(\/|$)/.test(key))
    throw new BucketError('InvalidObjectName', `object name '${key}' has parts that are '.' or '..'`)
}
