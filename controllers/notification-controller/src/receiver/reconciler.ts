/**
 * Receiver: gives a webhook its path, once its token can be read and its filters compile.
 *
 * The webhook itself is answered by server.ts.
 * @module
 */
import { Reason, Receiver } from '@sluice/api/notification'
import { formatDuration, parseDuration } from '@sluice/base/duration'
import { Kind, type KubeObject } from '@sluice/kube/meta'
import { defineReconciler, Failed, type Reconciler, ready, Stalled, watch } from '@sluice/kube/runtime'
import type { Deps } from './deps.ts'
import { compileFilters, FilterError } from './filter.ts'
import { specOf } from './spec-of.ts'
import { canVerify } from './verify.ts'
import { webhookPath } from './webhook-path.ts'

const stages = {
  filters: { failsWith: Reason.InvalidCELExpression },
  token: { failsWith: Reason.TokenNotFound },
} as const

const secretKind = new Kind<KubeObject>({
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
})

/** Secrets with this label wake the Receivers that read them. */
const watchedSecrets = 'reconcile.fluxcd.io/watch=Enabled'

export function receiverReconciler(deps: Deps): Reconciler<Receiver> {
  return defineReconciler({
    kind: Receiver,
    controller: 'notification-controller',
    finalizer: 'finalizers.fluxcd.io',
    stages,
    policy: {
      interval: receiver => parseDuration(specOf(receiver).interval ?? '10m'),
      observes: 'settled',
      starting: () => 'Reconciliation in progress',
    },
    indexes: { webhookPath: receiver => (receiver.status?.webhookPath ? [receiver.status.webhookPath] : []) },
    watches: [
      watch<Receiver, KubeObject>({
        kind: secretKind,
        labelSelector: watchedSecrets,
        metadataOnly: true,
        map: (secret, receivers) =>
          receivers
            .list(secret.metadata.namespace)
            .filter(receiver => specOf(receiver).secretRef?.name === secret.metadata.name)
            .map(receiver => ({
              namespace: receiver.metadata.namespace ?? '',
              name: receiver.metadata.name,
            })),
      }),
    ],

    async reconcile(receiver, run) {
      requireVerifiable(receiver)
      await run.stage('filters', () => requireFilters(receiver))
      const token = await run.stage('token', async () => {
        try {
          return await readToken(receiver, deps)
        } catch (error) {
          await run.record({ webhookPath: undefined })
          throw error
        }
      })
      const path = webhookPath(token, receiver.metadata.name, receiver.metadata.namespace ?? '')
      await run.record({ webhookPath: path })
      const next = formatDuration(parseDuration(specOf(receiver).interval ?? '10m'))
      run.announce(`Reconciliation finished, next run in ${next}`, { reason: Reason.Succeeded })
      return ready(Reason.Succeeded, `Receiver initialized for path: ${path}`)
    },
  })
}

/** Better no path than one that refuses every request. */
function requireVerifiable(receiver: Receiver): void {
  const { type } = specOf(receiver)
  if (canVerify(type)) return
  throw new Stalled(Reason.ValidationFailed, `requests of type '${type}' cannot be verified yet`)
}

function requireFilters(receiver: Receiver): void {
  try {
    compileFilters(receiver)
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    throw new Stalled(
      Reason.InvalidCELExpression,
      `Reconciliation failed terminally due to configuration error: ${error.message}`,
    )
  }
}

/** A `generic-oidc` Receiver has no token: its path follows from its name alone. */
async function readToken(receiver: Receiver, deps: Deps): Promise<string> {
  const secret = specOf(receiver).secretRef?.name
  if (secret === undefined) return ''
  const namespace = receiver.metadata.namespace ?? ''
  try {
    return await deps.readToken(namespace, secret)
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    const message = `unable to read token from secret '${namespace}/${secret}' error: ${cause}`
    throw new Failed(Reason.TokenNotFound, message, { eventReason: 'Failed', cause: error })
  }
}
