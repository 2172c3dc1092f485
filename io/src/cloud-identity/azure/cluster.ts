/** AKS: one token for the cluster, another one to find out where it is. @module */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { parseYaml, YamlError } from '@sluice/yaml'
import { clusterAddress } from '../cluster-address.ts'
import { explained } from '../identity-source.ts'
import { type Answer, refusalText, textIn, withRequests } from '../request.ts'
import {
  type BearerToken,
  type ClusterAccess,
  type ClusterReference,
  IdentityError,
  type IdentityRequest,
  type Surroundings,
} from '../types.ts'
import { ownCloud } from './environment.ts'

const pattern =
  '(?i)^/subscriptions/([^/]{36})/resourceGroups/([^/]{1,200})/providers/Microsoft\\.ContainerService/managedClusters/([^/]{1,200})$'
const compiled = new RegExp(pattern.replace('(?i)', ''), 'i')
const version = 'api-version=2025-01-01'

/** What of the cluster's address is not known yet is looked up with the second token. */
export async function clusterAccess(
  reference: ClusterReference,
  [own, management]: readonly BearerToken[],
  request: IdentityRequest,
  around: Surroundings,
): Promise<ClusterAccess> {
  if (!own) throw new TypeError('a cluster needs a token')
  const { address, certificateAuthority } = reference
  if (address && certificateAuthority) return { ...own, server: address, certificateAuthority }
  if (!management) throw new TypeError('looking up a cluster needs a token')
  const found = await lookUp(reference, management, request, around)
  return {
    ...own,
    server: address || found.address,
    certificateAuthority: certificateAuthority || found.certificateAuthority,
  }
}

interface Found {
  readonly address: string
  readonly certificateAuthority: string
}

async function lookUp(
  { cluster = '', address = '' }: ClusterReference,
  { token }: BearerToken,
  request: IdentityRequest,
  around: Surroundings,
): Promise<Found> {
  if (!compiled.test(cluster))
    throw new IdentityError(`invalid AKS cluster ID: '${cluster}'. must match ${pattern}`)
  const { managementEndpoint } = await ownCloud(around.env)
  const url = managementEndpoint + cluster.split('/').map(encodeURIComponent).join('/')
  return withRequests(around, request, async send => {
    const headers = { authorization: `Bearer ${token}` }
    const described = await send({ url: `${url}?${version}`, headers })
    if (described.status !== 200)
      throw new IdentityError(`failed to describe AKS cluster: ${reasonOf(described, token)}`)
    const { properties } = described.json
    if (!isJsonObject(properties) || !isJsonObject(properties['aadProfile'])) {
      const help = 'https://learn.microsoft.com/en-us/azure/aks/enable-authentication-microsoft-entra-id'
      throw new IdentityError(
        `AKS cluster ${cluster} does not have Microsoft Entra ID integration enabled. See docs for enabling: ${help}`,
      )
    }
    const wanted =
      address &&
      (await explained(`failed to parse specified cluster address '${address}'`, async () =>
        clusterAddress(address),
      ))
    const listed = await send({ method: 'POST', url: `${url}/listClusterUserCredential?${version}`, headers })
    if (listed.status !== 200) throw new IdentityError(reasonOf(listed, token))
    return choose(clustersIn(listed.json['kubeconfigs']), { cluster, address, wanted })
  })
}

function reasonOf(answer: Answer, token: string): string {
  const { error } = answer.json
  const [code, message] = [textIn(error, 'code'), textIn(error, 'message')]
  return code ? `${code}: ${message}` : refusalText(answer, [token])
}

function choose(
  found: readonly Found[],
  {
    cluster,
    address,
    wanted,
  }: { readonly cluster: string; readonly address: string; readonly wanted: string },
): Found {
  const match = found.find(each => wanted === '' || clusterAddress(each.address) === wanted)
  if (match) return match
  if (wanted === '') throw new IdentityError(`no kubeconfig found for AKS cluster ${cluster}`)
  const addresses = found.map(each => `'${each.address}'`).join(', ')
  throw new IdentityError(
    `no kubeconfig found for AKS cluster ${cluster} matching the specified address '${address}'. cluster addresses: [${addresses}]`,
  )
}

/** The first cluster of each kubeconfig; Azure writes one into each. */
function clustersIn(kubeconfigs: JsonValue | undefined): readonly Found[] {
  const list = Array.isArray(kubeconfigs) ? kubeconfigs : []
  return list.map((each, i) => {
    const [first] = entriesOf(readYaml(Buffer.from(textIn(each, 'value'), 'base64').toString('utf8'), i))
    const cluster = first?.['cluster']
    const authority = Buffer.from(textIn(cluster, 'certificate-authority-data'), 'base64')
    return { address: textIn(cluster, 'server'), certificateAuthority: authority.toString('utf8') }
  })
}

function entriesOf(document: JsonValue | undefined): readonly JsonObject[] {
  const clusters = isJsonObject(document) ? document['clusters'] : undefined
  return Array.isArray(clusters) ? clusters.filter(isJsonObject) : []
}

function readYaml(text: string, i: number): JsonValue | undefined {
  try {
    return parseYaml(text)[0]
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    throw new IdentityError(`failed to parse kubeconfig[${i}]: ${error.message}`, { cause: error })
  }
}
