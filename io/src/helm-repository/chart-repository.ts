/**
 * A chart repository over HTTP: an index, and the archives that it names.
 * @module
 */
import { createHttpClient, type HttpClient, type HttpOptions, statusText } from '../http/index.ts'

/** How to reach a repository. */
export interface ChartRepositoryOptions extends HttpOptions {
  /** The folder that holds `index.yaml`. */
  readonly url: string
  readonly username?: string
  readonly password?: string
  /** Send the password to other hosts too, if the index names archives there. */
  readonly passCredentials?: boolean
  /** Bytes of an index. Default 50 MiB. */
  readonly maxIndex?: number
  /** Bytes of a chart's archive. Default 10 MiB. */
  readonly maxChart?: number
}

/** A repository to read. */
export interface ChartRepository {
  /** The index as it is served. @throws ChartRepositoryError, NetworkError */
  index(signal: AbortSignal): Promise<Uint8Array>
  /** An archive; `reference` is a URL of the index, relative ones to the repository. @throws as `index` does */
  chart(reference: string, signal: AbortSignal): Promise<Uint8Array>
  close(): Promise<void>
}

/** An answer that is none. */
export class ChartRepositoryError extends Error {
  override readonly name = 'ChartRepositoryError'
  /** The HTTP status, if that was the reason. */
  readonly status: number | undefined

  constructor(message: string, status?: number) {
    super(message)
    this.status = status
  }
}

const mebibyte = 1024 ** 2

/** Opens a repository. Nothing is sent before the first request. */
export function openChartRepository(options: ChartRepositoryOptions): ChartRepository {
  const client = createHttpClient(options)
  const { maxIndex = 50 * mebibyte, maxChart = 10 * mebibyte } = options
  return {
    index: signal => {
      const tooLarge = `index exceeds the maximum index file size of ${maxIndex} bytes`
      return get(client, indexUrl(options.url), { options, limit: maxIndex, tooLarge, signal })
    },
    chart: (reference, signal) => {
      const url = resolveReference(options.url, reference)
      const tooLarge = `size of chart '${url}' exceeds '${maxChart}' bytes limit`
      return get(client, url, { options, limit: maxChart, tooLarge, signal })
    },
    close: () => client.close(),
  }
}

/** Where the index of a repository is. */
function indexUrl(base: string): string {
  const url = new URL(base)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/index.yaml`
  return url.href
}

/** helm: a relative reference keeps the query of the repository's URL. */
export function resolveReference(base: string, reference: string): string {
  if (URL.canParse(reference)) return new URL(reference).href
  const folder = new URL(base)
  folder.pathname = `${folder.pathname.replace(/\/+$/, '')}/`
  const resolved = new URL(reference, folder)
  if (resolved.search === '') resolved.search = folder.search
  return resolved.href
}

interface Download {
  readonly options: ChartRepositoryOptions
  readonly limit: number
  /** What is said of more bytes than that. */
  readonly tooLarge: string
  readonly signal: AbortSignal
}

async function get(
  client: HttpClient,
  url: string,
  { options, limit, tooLarge, signal }: Download,
): Promise<Uint8Array> {
  const response = await client.request({ url, headers: headersFor(url, options), signal })
  if (response.status !== 200) {
    await response.drop()
    throw new ChartRepositoryError(
      `failed to fetch ${url} : ${response.status} ${statusText(response.status)}`,
      response.status,
    )
  }
  if (Number(response.headers['content-length']) > limit) {
    await response.drop()
    throw new ChartRepositoryError(tooLarge)
  }
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body) {
    size += part.length
    if (size > limit) throw new ChartRepositoryError(tooLarge)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** The password is for the host of the repository, unless told otherwise. */
function headersFor(url: string, options: ChartRepositoryOptions): Readonly<Record<string, string>> {
  const { username = '', password = '', passCredentials = false } = options
  const [home, target] = [new URL(options.url), new URL(url)]
  const isHome = home.protocol === target.protocol && home.host === target.host
  if ((!username && !password) || !(isHome || passCredentials)) return {}
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
}
