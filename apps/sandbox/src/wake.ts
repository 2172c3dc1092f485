import { GitRepository } from '@sluice/api/source'
import type { KubeClient } from '@sluice/kube/client'

const requestedAt = 'reconcile.fluxcd.io/requestedAt'

/** Asks every GitRepository of this URL to reconcile, as a webhook would: they find out for themselves what is new. */
export async function wakeSources(client: KubeClient, url: string): Promise<void> {
  const { items } = await client.list(GitRepository)
  const annotations = { [requestedAt]: new Date().toISOString() }
  const same = items.filter(
    source => withoutSuffix((source.spec as { readonly url: string }).url) === withoutSuffix(url),
  )
  await Promise.all(
    same.map(({ metadata }) =>
      client.patch(GitRepository, metadata.namespace ?? '', metadata.name, {
        type: 'merge',
        body: { metadata: { annotations } },
      }),
    ),
  )
}

function withoutSuffix(url: string): string {
  return url.replace(/\/$/, '').replace(/\.git$/, '')
}
