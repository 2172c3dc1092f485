/** EKS: the token is a signed question to the security token service, "who am I?". @module */
import { isJsonObject } from '@sluice/base/json'
import { presignV4 } from '../../aws/sign-v4.ts'
import { explained } from '../identity-source.ts'
import { textIn } from '../request.ts'
import {
  type ClusterAccess,
  type ClusterReference,
  IdentityError,
  type IdentityRequest,
  type Surroundings,
} from '../types.ts'
import type { AwsKey } from './credentials.ts'
import { callAws, domainOf } from './service.ts'
import { checkedStsEndpoint } from './sts-endpoint.ts'

/** EKS takes a token for so long, whatever it says. */
const validity = 15 * 60_000
const pattern = '^arn:aws[\\w-]*:eks:([^:]{1,100}):[0-9]{1,30}:cluster/(.{1,200})$'
const compiled = new RegExp(pattern)

/** @throws IdentityError for what is no cluster's name */
export function parseCluster(cluster: string): { readonly region: string; readonly name: string } {
  const [, region, name] = compiled.exec(cluster) ?? []
  if (!region || !name)
    throw new IdentityError(`invalid EKS cluster ARN: '${cluster}'. must match ${pattern}`)
  return { region, name }
}

/** A token for the cluster, and what of its address is not known yet. */
export async function clusterAccess(
  { cluster = '', address, certificateAuthority }: ClusterReference,
  key: AwsKey,
  request: IdentityRequest,
  around: Surroundings,
): Promise<ClusterAccess> {
  const expiresAt = around.now() + validity
  const { region, name } = parseCluster(cluster)
  const found =
    address && certificateAuthority
      ? { address, certificateAuthority }
      : await explained(`failed to describe EKS cluster '${cluster}'`, () =>
          describe(region, name, key, request, around),
        )
  return {
    server: address || found.address,
    certificateAuthority: certificateAuthority || found.certificateAuthority,
    token: tokenFor(region, name, key, request, around),
    expiresAt,
  }
}

async function describe(
  region: string,
  name: string,
  key: AwsKey,
  request: IdentityRequest,
  around: Surroundings,
) {
  const path = `/clusters/${encodeURIComponent(name)}`
  const operation = { service: 'EKS', name: 'DescribeCluster', signs: 'eks', host: 'eks', region, path }
  const { cluster } = await callAws(operation, key, request, around)
  const address = textIn(cluster, 'endpoint')
  const authority = textIn(isJsonObject(cluster) ? cluster['certificateAuthority'] : undefined, 'data')
  if (!address || !authority)
    throw new IdentityError('the answer has no endpoint or no certificate authority')
  return { address, certificateAuthority: Buffer.from(authority, 'base64').toString('utf8') }
}

function tokenFor(
  region: string,
  name: string,
  key: AwsKey,
  { stsEndpoint }: IdentityRequest,
  { now }: Surroundings,
): string {
  const origin = checkedStsEndpoint(stsEndpoint) ?? `https://sts.${region}.${domainOf(region)}`
  const url = new URL('/?Action=GetCallerIdentity&Version=2011-06-15', origin)
  const headers = { 'x-k8s-aws-id': name }
  const signed = presignV4(
    key,
    { method: 'GET', url, service: 'sts', region, now: new Date(now()), headers },
    validity / 1000,
  )
  return `k8s-aws-v1.${Buffer.from(signed.href).toString('base64url')}`
}
