import type { RemoteSource } from '@sluice/kustomize'
import type { Context } from '../../context.ts'
import type { Clones } from './clones.ts'

/** The longest remote file that is read. */
const maxSize = 64 * 1024 * 1024

/** A source whose clones are removed in the end. */
export type DisposableSource = RemoteSource & Disposable

/**
 * Gets what a kustomization names outside the disk: files by HTTP, repositories by the `git` program with the user's
 * own settings. What it takes is loaded when it is needed.
 */
export function remoteSource(context: Context, rendersCharts: boolean): DisposableSource {
  let clones: Clones | undefined
  return {
    file: url => fetchFile(url, context.signal),
    repository: async url => {
      const { Clones } = await import('./clones.ts')
      clones ??= new Clones()
      return clones.get(url, context.signal)
    },
    chart: async ({ name, repo }) => ({
      type: 'failed',
      reason: `'sluice helm pull ${name} --repo ${repo} --untar' into the chart home brings it`,
    }),
    ...(rendersCharts
      ? { render: async request => (await import('./render-chart.ts')).renderChart(request, context) }
      : {}),
    [Symbol.dispose]: () => clones?.[Symbol.dispose](),
  }
}

async function fetchFile(url: string, signal: AbortSignal): ReturnType<RemoteSource['file']> {
  const { createHttpClient, NetworkError, statusText } = await import('@sluice/io/http')
  const client = createHttpClient()
  try {
    const response = await client.request({ url, signal })
    if (response.status >= 200 && response.status <= 299)
      return { type: 'found', bytes: await response.bytes(maxSize) }
    await response.drop()
    return { type: 'refused', status: response.status, reason: statusText(response.status) }
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    return { type: 'failed', reason: error.message.replace(`Get "${url}": `, '') }
  } finally {
    await client.close()
  }
}
