/** Git over HTTP, as "smart" servers speak it (gitprotocol-http). @module */
import { createHttpClient, type HttpClient, type HttpResponse } from '../http/index.ts'
import { readAdvertisement } from './advertisement.ts'
import { GitError } from './errors.ts'
import { PacketReader } from './pkt-line.ts'
import type { Connection, GitAuth, Remote } from './remote.ts'
import { encodeFetch, readFetchAnswer } from './upload-pack.ts'

const infoRefs = '/info/refs?service=git-upload-pack'
const maxErrorBody = 8 * 1024

/** Lists what the remote has. */
export async function connectHttp(remote: Remote, signal: AbortSignal): Promise<Connection> {
  const client = createHttpClient({
    ...(remote.auth?.tls ? { tls: remote.auth.tls } : {}),
    ...(remote.proxy ? { proxy: remote.proxy } : {}),
  })
  try {
    return await talk(client, remote, signal)
  } catch (error) {
    await client.close()
    throw error
  }
}

async function talk(client: HttpClient, remote: Remote, signal: AbortSignal): Promise<Connection> {
  const headers = authorization(remote.auth)
  const base = remote.url.replace(/\/+$/, '')
  const listed = await checked(await client.request({ url: base + infoRefs, headers, signal }))
  const reader = new PacketReader(listed.body)
  await skipServiceLine(reader)
  const advertisement = await readAdvertisement(reader)
  await reader.close()
  // A redirect of the list is where everything else is, too.
  const isMoved = listed.url !== base + infoRefs
  if (isMoved && !listed.url.endsWith(infoRefs)) throw new GitError(`remote redirects to '${listed.url}'`)
  const home = listed.url.slice(0, -infoRefs.length)
  const isForeign = isMoved && new URL(home).host !== new URL(base).host
  return {
    advertisement,
    async fetch(request) {
      const response = await checked(
        await client.request({
          method: 'POST',
          url: `${home}/git-upload-pack`,
          headers: {
            ...(isForeign ? {} : headers),
            'content-type': 'application/x-git-upload-pack-request',
            accept: 'application/x-git-upload-pack-result',
          },
          body: encodeFetch(request, advertisement.capabilities),
          signal,
        }),
      )
      return readFetchAnswer(new PacketReader(response.body), request, advertisement.capabilities)
    },
    close: () => client.close(),
  }
}

function authorization(auth: GitAuth | undefined): Readonly<Record<string, string>> {
  if (auth?.username || auth?.password) {
    const credentials = Buffer.from(`${auth.username ?? ''}:${auth.password ?? ''}`).toString('base64')
    return { authorization: `Basic ${credentials}` }
  }
  return auth?.bearerToken ? { authorization: `Bearer ${auth.bearerToken}` } : {}
}

async function checked(response: HttpResponse): Promise<HttpResponse> {
  const { status } = response
  if (status >= 200 && status < 300) return response
  const body = new TextDecoder().decode(await firstBytes(response))
  switch (status) {
    case 401:
      throw new GitError(`authentication required: ${body}`)
    case 403:
      throw new GitError(`authorization failed: ${body}`)
    case 404:
      throw new GitError(`repository not found: ${body}`)
    default:
      throw new GitError(
        `unexpected client error: unexpected requesting "${response.url}" status code: ${status}`,
      )
  }
}

/** An error page can be of any length; its beginning says enough. */
async function firstBytes(response: HttpResponse): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body) {
    parts.push(part)
    size += part.length
    if (size >= maxErrorBody) break
  }
  return Buffer.concat(parts).subarray(0, maxErrorBody)
}

/** `# service=git-upload-pack` and a flush come first. */
async function skipServiceLine(reader: PacketReader): Promise<void> {
  const first = await reader.next()
  if (first.type !== 'data' || !new TextDecoder().decode(first.bytes).startsWith('# service=')) {
    throw new GitError("the answer is not in Git's format: missing service announcement")
  }
  await reader.next()
}
