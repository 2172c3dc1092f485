/** Secrets of ServiceAccounts: they get a token that lasts as long as the Secret, and go with their account. @module */
import type { JsonObject } from '@sluice/base/json'
import { issuer, signToken } from '../../authn/service-account-token.ts'
import { objectAt, textAt } from '../../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, uidOf } from '../cluster.ts'
import { keyOf, type WorkloadController } from '../controller.ts'

const secretType = 'kubernetes.io/service-account-token'
const nameAnnotation = 'kubernetes.io/service-account.name'
const uidAnnotation = 'kubernetes.io/service-account.uid'

/** A hundred years: the token ends with its Secret. */
const lifetime = 100 * 365 * 24 * 3600

const annotationsOf = (object: JsonObject) => objectAt(objectAt(object, 'metadata'), 'annotations')

export const tokenSecretController: WorkloadController = {
  name: 'serviceaccount-token-controller',
  kind: 'secrets',
  wakes: {
    serviceAccounts: (account, cluster) =>
      cluster
        .list('secrets', namespaceOf(account))
        .filter(secret => secret['type'] === secretType && accountOf(secret) === nameOf(account))
        .map(keyOf),
  },
  reconcile: async (secret, cluster) => {
    if (secret['type'] !== secretType || isGoing(secret)) return
    const account = cluster.find('serviceAccounts', namespaceOf(secret), accountOf(secret))
    const uid = textAt(annotationsOf(secret), uidAnnotation)
    if (!account || isGoing(account) || (uid !== '' && uid !== uidOf(account))) {
      await cluster.delete('secrets', secret)
      return
    }
    await fill(secret, account, cluster)
  },
}

const accountOf = (secret: JsonObject) => textAt(annotationsOf(secret), nameAnnotation)

async function fill(secret: JsonObject, account: JsonObject, cluster: Cluster): Promise<void> {
  const known = objectAt(secret, 'data')
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const certificate = base64(cluster.services.keys.ca.certificate)
  const isWhole =
    known['ca.crt'] === certificate && known['namespace'] !== undefined && known['token'] !== undefined
  if (isWhole && textAt(annotationsOf(secret), uidAnnotation) === uidOf(account)) return
  const data = {
    'ca.crt': certificate,
    namespace: base64(namespaceOf(secret)),
    token: known['token'] ?? base64(tokenFor(secret, account, cluster)),
  }
  await cluster.update('secrets', secret, current => ({
    ...current,
    metadata: {
      ...objectAt(current, 'metadata'),
      annotations: { ...annotationsOf(current), [uidAnnotation]: uidOf(account) },
    },
    data: { ...objectAt(current, 'data'), ...data },
  }))
}

function tokenFor(secret: JsonObject, account: JsonObject, cluster: Cluster): string {
  const issuedAt = Math.floor(cluster.now.getTime() / 1000)
  return signToken(cluster.services, {
    namespace: namespaceOf(secret),
    account: { name: nameOf(account), uid: uidOf(account) },
    audiences: [issuer],
    issuedAt,
    expiresAt: issuedAt + lifetime,
    bound: { kind: 'Secret', name: nameOf(secret), uid: uidOf(secret) },
  })
}
