/** A chart repository that answers as it is told, and what reconcilers make of it. @module */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'
import type { HelmChart, HelmChartSpec, HelmRepository, HelmRepositorySpec } from '@sluice/api/source'
import { openChartRepository } from '@sluice/io/helm-repository'
import { openRegistry } from '@sluice/io/oci'
import { reconcileOnce } from '@sluice/kube/runtime'
import type { Deps } from '../src/helm-chart/deps.ts'
import { createIndexCache } from '../src/helm-chart/index-cache.ts'
import { helmChartReconciler } from '../src/helm-chart/reconciler.ts'
import { helmRepositoryReconciler } from '../src/helm-repository/reconciler.ts'
import { SecretNotFound } from '../src/secrets/secret-data.ts'
import { identitiesOf } from './identities.ts'
import { secrets, store } from './oci-fixture.ts'

/** What is served at a path: 404 unless told. */
export interface Served {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Ends the connection before the body is whole. */
  readonly isCut?: boolean
}

/** A server of charts. */
export interface ChartServer {
  readonly url: string
  readonly paths: Map<string, Served>
  /** `Authorization` of each request, by path. */
  readonly logins: Map<string, string | undefined>
}

const servers: Server[] = []
after(async () => {
  for (const server of servers) {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
})

/** A server that stops with the tests. */
export async function startCharts(): Promise<ChartServer> {
  const paths = new Map<string, Served>()
  const logins = new Map<string, string | undefined>()
  const server = createServer(({ url = '', headers: { authorization } }, response) => {
    logins.set(url, authorization)
    const { status = 200, headers = {}, body = '', isCut } = paths.get(url) ?? { status: 404 }
    response.writeHead(status, isCut ? { ...headers, 'content-length': body.length + 100 } : headers)
    response.write(body)
    if (isCut) setImmediate(() => response.destroy())
    else response.end()
  })
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paths, logins }
}

async function getSecret(_namespace: string, name: string) {
  const secret = secrets.get(name)
  if (!secret) throw new SecretNotFound(`secrets "${name}" not found`)
  return Object.fromEntries(Object.entries(secret).map(([key, value]) => [key, Buffer.from(value)]))
}

const metadata = {
  name: 'app',
  namespace: 'ns',
  generation: 1,
  uid: 'app',
  finalizers: ['finalizers.fluxcd.io'],
}

/** One reconciliation of a new HelmRepository, and what came of it. */
export async function reconcileRepository(url: string, spec: Partial<HelmRepositorySpec> = {}) {
  const repository = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmRepository',
    metadata,
    spec: { url, interval: '1h', ...spec },
    status: { observedGeneration: -1 },
  } as HelmRepository
  const deps = { store: store(), getSecret, openRepository: openChartRepository }
  const done = await reconcileOnce(helmRepositoryReconciler(deps), repository)
  return { ...done, object: done.object ?? repository }
}

/** A new HelmChart of the only repository. */
export function chartObject(spec: Partial<HelmChartSpec> = {}): HelmChart {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmChart',
    metadata,
    spec: { chart: 'app', interval: '1h', sourceRef: { kind: 'HelmRepository', name: 'app' }, ...spec },
    status: { observedGeneration: -1 },
  } as HelmChart
}

/** One reconciliation of a HelmChart, and what came of it. */
export async function reconcileChart(chart: HelmChart, source: HelmRepository) {
  const deps: Deps = {
    store: store(),
    identities: identitiesOf(),
    getSecret,
    findSource: () => ({ kind: 'HelmRepository', object: source }),
    findRepository: () => source,
    limits: { maxChart: 10 * 1024 ** 2, maxChartFile: 5 * 1024 ** 2 },
    indexes: createIndexCache({ size: 0, ttl: 1, purgeInterval: 1 }, Date.now),
    openRepository: openChartRepository,
    openRegistry,
  }
  const done = await reconcileOnce(helmChartReconciler(deps), chart)
  return { ...done, object: done.object ?? chart, verified: done.condition('SourceVerified') }
}
