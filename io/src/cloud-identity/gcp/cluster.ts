/** GKE: the token that Google takes is the one that the cluster takes. @module */
import { isJsonObject } from '@sluice/base/json'
import { explained } from '../identity-source.ts'
import { refusalText, textIn, withRequests } from '../request.ts'
import {
  type BearerToken,
  type ClusterAccess,
  type ClusterReference,
  IdentityError,
  type IdentityRequest,
  type Surroundings,
} from '../types.ts'

const pattern = '^projects/[^/]{1,200}/locations/[^/]{1,200}/clusters/[^/]{1,200}$'
const compiled = new RegExp(pattern)

/** What of the cluster's address is not known yet is looked up. */
export async function clusterAccess(
  { cluster = '', address, certificateAuthority }: ClusterReference,
  token: BearerToken,
  request: IdentityRequest,
  around: Surroundings,
): Promise<ClusterAccess> {
  if (address && certificateAuthority) return { ...token, server: address, certificateAuthority }
  if (!compiled.test(cluster))
    throw new IdentityError(`invalid GKE cluster ID: '${cluster}'. must match ${pattern}`)
  const found = await explained(`failed to describe GKE cluster '${cluster}'`, () =>
    describe(cluster, token, request, around),
  )
  return {
    ...token,
    server: address || found.address,
    certificateAuthority: certificateAuthority || found.certificateAuthority,
  }
}

async function describe(
  cluster: string,
  { token }: BearerToken,
  request: IdentityRequest,
  around: Surroundings,
) {
  const answer = await withRequests(around, request, send =>
    send({
      url: `https://container.googleapis.com/v1/${cluster.split('/').map(encodeURIComponent).join('/')}?alt=json`,
      headers: { authorization: `Bearer ${token}` },
    }),
  )
  if (answer.status !== 200) {
    const { error } = answer.json
    const message = textIn(error, 'message')
    const reason = textIn(error, 'status')
    throw new IdentityError(
      message ? `googleapi: Error ${answer.status}: ${message}, ${reason}` : refusalText(answer, [token]),
    )
  }
  const { masterAuth } = answer.json
  const authority = textIn(isJsonObject(masterAuth) ? masterAuth : {}, 'clusterCaCertificate')
  return {
    address: textIn(answer.json, 'endpoint'),
    certificateAuthority: Buffer.from(authority, 'base64').toString('utf8'),
  }
}
