/** A server's parts put together, but for the port. @module */
import { randomUUID } from 'node:crypto'
import { type Authentication, createAuthenticator, createImpersonator } from '../authn/index.ts'
import { createAuthorizer } from '../authz/index.ts'
import { startControllers } from '../controllers/index.ts'
import { startDefinitionController } from '../custom-resources/index.ts'
import type { HttpHandler } from '../http/exchange.ts'
import { builtInTypes, ResourceRegistry } from '../kinds/index.ts'
import { Journal, Store } from '../storage/index.ts'
import { firstAddress, readRanges } from '../strategy/network/allocation/ranges.ts'
import { createObjectWriter } from '../verbs/object-writer.ts'
import { startWorkloads } from '../workloads/index.ts'
import { createHandler } from './handler.ts'
import { createCommonObjects, createOwnObjects } from './initial/index.ts'
import { createKeys } from './keys.ts'
import { RequestCounter } from './request-counter.ts'
import type { Services } from './services.ts'
import type { ApiServerOptions } from './start.ts'

/** Names that the serving certificate is good for, besides the address that is listened on. */
const servingNames = ['127.0.0.1', '::1', 'localhost', 'kubernetes', 'kubernetes.default.svc']

/** What the parts of a server share. */
export function createServices(
  options: ApiServerOptions & { readonly host: string; readonly token: string },
  authentication: Authentication,
  url: () => string,
  newUid: () => string = randomUUID,
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
    newUid,
    log: options.log ?? (() => undefined),
    playsWorkloads: options.workloads ?? false,
    ...(options.resolveService ? { resolveService: options.resolveService } : {}),
    ...(options.audit ? { audit: options.audit } : {}),
  }
  return services
}

/** Answers requests to a server. */
export function handlerOf(services: Services, authentication: Authentication): HttpHandler {
  const authorize = createAuthorizer({ services })
  return createHandler({
    services,
    authenticate: createAuthenticator(services.tokens, authentication.anonymous),
    authorize,
    impersonate: createImpersonator(authorize),
  })
}

/** Starts what works behind the server, and creates what every cluster has. */
export async function startParts(
  services: Services,
  options: ApiServerOptions,
): Promise<() => Promise<void>> {
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
