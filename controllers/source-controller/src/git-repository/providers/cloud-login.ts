/**
 * CodeCommit and Azure DevOps: whoever we are to the cloud logs in.
 * @module
 */
import { type CloudIdentity, IdentityError } from '@sluice/io/cloud-identity'
import { NetworkError } from '@sluice/io/http'
import { type LogIn, LoginError } from './provider.ts'

/** Logs in to a cloud's Git servers. */
export function cloudLogin(cloud: CloudIdentity, provider: 'aws' | 'azure'): LogIn {
  return async ({ url, account, proxy, signal }) => {
    const request = { signal, ...(account ? { account } : {}), ...(proxy ? { proxy } : {}) }
    try {
      return await cloud.gitLogin(provider, url, request)
    } catch (error) {
      if (!(error instanceof IdentityError || error instanceof NetworkError)) throw error
      throw new LoginError(error.message, { cause: error })
    }
  }
}
