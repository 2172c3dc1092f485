import { createHttpClient } from '@sluice/io/http'

const maxSize = 20 * 1024 * 1024

/** The bytes at a URL. */
export async function fetchFile(url: string, signal: AbortSignal): Promise<Uint8Array> {
  const client = createHttpClient()
  try {
    const response = await client.request({ url, signal })
    if (response.status !== 200) throw new Error(`failed to fetch ${url} : ${response.status}`)
    return await response.bytes(maxSize)
  } finally {
    await client.close()
  }
}
