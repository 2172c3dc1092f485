import { randomBytes, randomUUID } from 'node:crypto'
import {
  type Authentication,
  createAuthenticator,
  createImpersonator,
  readAuthentication,
} from '../authn/index.ts'
import { createAuthorizer } from '../authz/index.ts'
import { startControllers } from '../controllers/index.ts'
import { startDefinitionController } from '../custom-resources/index.ts'
import { builtInTypes, ResourceRegistry } from '../kinds/index.ts'
import { Journal, Store } from '../storage/index.ts'
import { firstAddress, readRanges } from '../strategy/network/allocation/ranges.ts'
import { createObjectWriter } from '../verbs/object-writer.ts'
import { startWorkloads } from '../workloads/index.ts'
import { createHandler } from './handler.ts'
import { createCommonObjects, createOwnObjects, publishAddress } from './initial/index.ts'
import { createKeys } from './keys.ts'
import { formatKubeconfig } from './kubeconfig.ts'
import { createListener, type Listener } from './listener.ts'
import { RequestCounter } from './request-counter.ts'
import type { AuditAnnotation, ServiceResolver, Services } from './services.ts'

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
  /** Milliseconds before a deleted namespace is emptied; at once unless told. Kubernetes waits five seconds. */
  readonly namespaceDeletionDelay?: number
  /** YAML or JSON of an AuthenticationConfiguration: whose tokens are good besides, who needs none. */
  readonly authenticationConfig?: string
  /** PEM: who else signs certificates of clients. */
  readonly clientCa?: string
  /** Where cluster addresses of Services come from; 10.0.0.0/24 unless told. */
  readonly serviceClusterIpRange?: string
  /** Where node ports come from; 30000-32767 unless told. */
  readonly serviceNodePortRange?: string
  readonly log?: (line: string) => void
  /** Where webhooks behind Services are; by the Services' EndpointSlices unless told. */
  readonly resolveService?: ServiceResolver
  /** Told what admission webhooks and policies have to say about requests. */
  readonly audit?: (annotation: AuditAnnotation) => void
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
  const address = { url: '' }
  const authentication = await readAuthentication(options.authenticationConfig)
  const services = createServices({ ...options, host, token }, authentication, () => address.url)
  const server = createServer(services, authentication, options.clientCa)
  const stopParts = await startParts(services, options)
  const stop = async () => {
    await stopParts()
    await server.close()
    await services.store.close()
  }
  try {
    const port = await server.listen(options.port ?? 0, host)
    address.url = `https://${host.includes(':') ? `[${host}]` : host}:${port}`
    await publishAddress(services, host, port)
    const { url } = address
    const caCertificate = services.keys.ca.certificate
    return {
      url,
      port,
      token,
      caCertificate,
      stop,
      kubeconfig: () => formatKubeconfig({ url, token, caCertificate }),
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Names that the serving certificate is good for, besides the address that is listened on. */
const servingNames = ['127.0.0.1', '::1', 'localhost', 'kubernetes', 'kubernetes.default.svc']

function createServices(
  options: ApiServerOptions & { readonly host: string; readonly token: string },
  authentication: Authentication,
  url: () => string,
): Services {
  const { host, token } = options
  const journal = options.dataDir === undefined ? undefined : new Journal(options.dataDir)
  const serviceRanges = readRanges(options.serviceClusterIpRange, options.serviceNodePortRange)
  const hosts = new Set([host, ...servingNames, firstAddress(serviceRanges.addresses)])
  hosts.delete('0.0.0.0')
  const services: Services = {
    store: new Store(journal),
    registry: new ResourceRegistry(builtInTypes()),
    objects: createObjectWriter(() => services),
    tokens: authentication.tokens(token, () => services),
    serviceRanges,
    requests: new RequestCounter(),
    keys: createKeys(new Date(), [...hosts], journal),
    url,
    now: () => new Date(),
    newUid: randomUUID,
    log: options.log ?? (() => undefined),
    playsWorkloads: options.workloads ?? false,
    ...(options.resolveService ? { resolveService: options.resolveService } : {}),
    ...(options.audit ? { audit: options.audit } : {}),
  }
  return services
}

function createServer(services: Services, authentication: Authentication, clientCa = ''): Listener {
  const { ca, serving } = services.keys
  const authorize = createAuthorizer({ services })
  const handler = createHandler({
    services,
    authenticate: createAuthenticator(services.tokens, authentication.anonymous),
    authorize,
    impersonate: createImpersonator(authorize),
  })
  const { key, certificate } = serving
  return createListener({ key, certificate, clientCa: `${ca.certificate}${clientCa}`, handler })
}

/** Starts what works behind the server, and creates what every cluster has. */
async function startParts(services: Services, options: ApiServerOptions): Promise<() => Promise<void>> {
  await createCommonObjects(services)
  const stopDefinitions = await startDefinitionController(services)
  const stopControllers = await startControllers(services, options)
  await createOwnObjects(services)
  const stopWorkloads = options.workloads ? await startWorkloads(services) : undefined
  return async () => {
    await stopWorkloads?.()
    await stopControllers()
    await stopDefinitions()
  }
}
