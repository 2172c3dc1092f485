/** Who we are to clouds, their registries, Git servers and clusters; start reading at cloud-identity.ts. @module */
export type { AwsKey } from './aws/credentials.ts'
export type { AzureLogin } from './azure/credentials.ts'
export { type CloudIdentity, createCloudIdentity } from './cloud-identity.ts'
export { clusterAddress } from './cluster-address.ts'
export { claimsOf } from './jwt.ts'
export { TokenCache, type TokenCacheOptions } from './token-cache.ts'
export {
  type BasicLogin,
  type BearerToken,
  type Cloud,
  type ClusterAccess,
  type ClusterReference,
  type GitLogin,
  IdentityError,
  type IdentityRequest,
  type ServiceAccount,
  type Surroundings,
} from './types.ts'
