/** What Google's machines tell of the cluster that they belong to. @module */
import { NetworkError } from '../../http/index.ts'
import { refusalText, withRequests } from '../request.ts'
import { IdentityError, type Surroundings } from '../types.ts'

/** The cluster we run in. */
export interface OwnCluster {
  /** The pool that its ServiceAccounts belong to. */
  readonly pool: string
  /** Who vouches for them. */
  readonly provider: string
}

const paths = {
  'project ID': 'project/project-id',
  location: 'instance/attributes/cluster-location',
  name: 'instance/attributes/cluster-name',
} as const

/** Asks the metadata server, never through a proxy. @throws IdentityError */
export async function readOwnCluster(signal: AbortSignal, around: Surroundings): Promise<OwnCluster> {
  const host = around.env['GCE_METADATA_HOST'] || '169.254.169.254'
  return withRequests(around, { signal }, async send => {
    const read = async (what: keyof typeof paths): Promise<string> => {
      const fail = (why: string, cause?: unknown) =>
        new IdentityError(`failed to get GKE cluster ${what} from the metadata service: ${why}`, { cause })
      try {
        const answer = await send({
          url: `http://${host}/computeMetadata/v1/${paths[what]}`,
          headers: { 'metadata-flavor': 'Google' },
        })
        if (answer.status !== 200) throw fail(refusalText(answer))
        if (answer.text === '') throw fail('empty value')
        return answer.text
      } catch (error) {
        throw error instanceof NetworkError ? fail(error.message, error) : error
      }
    }
    const project = await read('project ID')
    const cluster = `locations/${await read('location')}/clusters/${await read('name')}`
    return {
      pool: `${project}.svc.id.goog`,
      provider: `https://container.googleapis.com/v1/projects/${project}/${cluster}`,
    }
  })
}
