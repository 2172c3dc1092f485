/** Who sources are to clouds in tests. @module */
import {
  createCloudIdentity,
  IdentityError,
  type IdentityRequest,
  type Surroundings,
} from '@sluice/io/cloud-identity'
import type { Identities } from '../src/identity/object-identity.ts'

/** What a test says of clouds and accounts. */
export interface IdentitiesOptions extends Partial<Surroundings> {
  readonly isEnabled?: boolean
  /** Annotations of the accounts that there are, by name. */
  readonly accounts?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Identities; without clouds nobody can be reached. */
export function identitiesOf({
  isEnabled = false,
  accounts = {},
  ...around
}: IdentitiesOptions = {}): Identities {
  const openHttp = () => {
    throw new IdentityError('there are no clouds in this test')
  }
  return {
    cloud: createCloudIdentity({ env: {}, openHttp, now: Date.now, ...around }),
    accounts: { isEnabled, defaultName: '' },
    accountOf: (namespace, name) => (name === undefined ? undefined : accountIn(accounts, namespace, name)),
  }
}

function accountIn(
  accounts: NonNullable<IdentitiesOptions['accounts']>,
  namespace: string,
  name: string,
): IdentityRequest['account'] {
  return async () => {
    const annotations = accounts[name]
    if (!annotations)
      throw new IdentityError(`failed to get service account '${namespace}/${name}': not found`)
    return { namespace, name, annotations, issueToken: async audiences => `${name} to ${audiences.join()}` }
  }
}
