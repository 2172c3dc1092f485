import { randomBytes } from 'node:crypto'
import { readAuthentication, readClientCa } from '../authn/index.ts'
import { createServices, handlerOf, startParts } from './assemble.ts'
import { publishAddress } from './initial/index.ts'
import { formatKubeconfig } from './kubeconfig.ts'
import { createListener } from './listener.ts'
import type { AuditAnnotation, ServiceResolver } from './services.ts'

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
  const clientCa = options.clientCa === undefined ? '' : readClientCa(options.clientCa)
  const services = createServices({ ...options, host, token }, authentication, () => address.url)
  const { ca, serving } = services.keys
  const server = createListener({
    ...serving,
    clientCa: `${ca.certificate}${clientCa}`,
    handler: handlerOf(services, authentication),
  })
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
