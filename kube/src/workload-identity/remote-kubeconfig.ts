/**
 * A kubeconfig from outside: it may name neither programs nor files of ours, and skips no check unless that is allowed.
 * @module
 */
import { type ConnectionConfig, KubeconfigError, parseKubeconfig } from '../client/index.ts'

/** What a kubeconfig from outside may do. */
export interface KubeconfigLimits {
  /** Run programs that issue credentials. */
  readonly allowExec: boolean
  /** Talk to servers whose certificate nobody checks. */
  readonly allowInsecureTls: boolean
}

/** A cluster that cannot be connected to, because of what an object names. */
export class RemoteClusterError extends Error {
  override readonly name = 'RemoteClusterError'
  /** What was named is not there. */
  readonly isMissing: boolean

  constructor(message: string, isMissing: boolean, options?: ErrorOptions) {
    super(message, options)
    this.isMissing = isMissing
  }
}

/** Reads a kubeconfig; what is not allowed in it is passed over, as in Flux. @throws RemoteClusterError */
export function readRemoteKubeconfig(
  text: string,
  limits: KubeconfigLimits,
  words: (why: string) => string,
): ConnectionConfig {
  try {
    // Whom to act as is for the object to say.
    const { impersonate: _, ...connection } = parseKubeconfig(text, { ...limits, allowFiles: false })
    return connection
  } catch (error) {
    if (!(error instanceof KubeconfigError)) throw error
    throw new RemoteClusterError(words(inFieldsWords(error.message)), false, { cause: error })
  }
}

const noConfiguration =
  'no configuration has been provided, try setting KUBERNETES_MASTER environment variable'
const wanted =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

/** client-go: what its loader says, which people search for. */
function inFieldsWords(message: string): string {
  if (message.startsWith('yaml: ')) return message
  const [, context] = /^context '(.*)' does not exist$/.exec(message) ?? []
  if (context !== undefined)
    return `invalid configuration: [context was not found for specified context: ${context}, cluster has no server defined]`
  const [, type] = /^the kubeconfig is not a mapping but of type (\w+)$/.exec(message) ?? []
  if (type !== undefined)
    return `couldn't get version/kind; json parse error: json: cannot unmarshal ${type.replace('boolean', 'bool')} into Go value of type ${wanted}`
  const hasNone =
    message === 'no current context is set' ||
    message === "server '' is not a http(s) URL" ||
    /^cluster '.*' does not exist$/.test(message)
  return `invalid configuration: ${hasNone ? noConfiguration : message}`
}
