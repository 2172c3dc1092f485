import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createAuthenticator, createImpersonator } from '../authn/index.ts'
import { bootstrapRoles, createAuthorizer } from '../authz/index.ts'
import { startControllers } from '../controllers/index.ts'
import { startDefinitionController } from '../custom-resources/index.ts'
import { builtInTypes, ResourceRegistry } from '../kinds/index.ts'
import { Journal, Store } from '../storage/index.ts'
import { createObjectWriter } from '../verbs/object-writer.ts'
import { startWorkloads } from '../workloads/index.ts'
import { bootstrap, publishAddress } from './bootstrap.ts'
import { createHandler } from './handler.ts'
import { createKeys } from './keys.ts'
import { formatKubeconfig } from './kubeconfig.ts'
import type { Services } from './services.ts'

export interface ApiServerOptions {
  /** 0 or absent: any free port. */
  readonly port?: number
  readonly host?: string
  /** The token of a member of system:masters; random unless given. */
  readonly token?: string
  /** Keep objects, CA and keys in this folder; in memory only unless given. */
  readonly dataDir?: string
  /** Play the part of scheduler, kubelet and workload controllers. */
  readonly workloads?: boolean
  /** Namespace, ServiceAccount, root CA, garbage collection and role aggregation controllers; on unless false. */
  readonly controllers?: boolean
  readonly log?: (line: string) => void
}

export interface ApiServer {
  readonly url: string
  readonly port: number
  readonly token: string
  /** PEM. */
  readonly caCertificate: string
  /** YAML text of a kubeconfig for a member of system:masters. */
  kubeconfig(): string
  stop(): Promise<void>
}

/** Starts a Kubernetes API server in this process. */
export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const host = options.host ?? '127.0.0.1'
  const token = options.token ?? randomBytes(24).toString('base64url')
  const journal = options.dataDir === undefined ? undefined : new Journal(options.dataDir)
  const hosts = [
    ...new Set([host, '127.0.0.1', '::1', 'localhost', 'kubernetes', 'kubernetes.default.svc', '10.0.0.1']),
  ]
  const keys = createKeys(
    new Date(),
    hosts.filter(each => each !== '0.0.0.0'),
    journal,
  )
  let url = ''
  const services: Services = {
    store: new Store(journal),
    registry: new ResourceRegistry(builtInTypes()),
    objects: createObjectWriter(() => services),
    keys,
    url: () => url,
    now: () => new Date(),
    log: options.log ?? (() => undefined),
  }
  const authorize = createAuthorizer({ services })
  const server = createServer(
    {
      key: keys.serving.key,
      cert: keys.serving.certificate,
      ca: keys.ca.certificate,
      requestCert: true,
      rejectUnauthorized: false,
    },
    createHandler({
      services,
      authenticate: createAuthenticator({ adminToken: token, services }),
      authorize,
      impersonate: createImpersonator(authorize),
    }),
  )
  server.keepAliveTimeout = 120_000
  const stopDefinitions = await startDefinitionController(services)
  const stopControllers = await startControllers(services, options)
  await bootstrap(services)
  await bootstrapRoles(services)
  const stopWorkloads = options.workloads ? await startWorkloads(services) : undefined
  await listen(server, options.port ?? 0, host)
  const { port } = server.address() as AddressInfo
  url = `https://${host.includes(':') ? `[${host}]` : host}:${port}`
  await publishAddress(services, host, port)
  return {
    url,
    port,
    token,
    caCertificate: keys.ca.certificate,
    kubeconfig: () => formatKubeconfig({ url, token, caCertificate: keys.ca.certificate }),
    async stop() {
      await stopWorkloads?.()
      await stopControllers()
      await stopDefinitions()
      await close(server)
      await services.store.close()
    },
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
