/** `create kustomization name`. @module */
import { Kustomization } from '@sluice/api/kustomize'
import { formatDuration } from '@sluice/base/duration'
import type { JsonObject } from '@sluice/base/json'
import { cleanPath } from '@sluice/base/path'
import { textAt } from '../../kinds/fields.ts'
import { command } from '../../parser/command.ts'
import { choice, custom, duration, list, text, toggle, type Values } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { createFlags } from '../group-flags.ts'
import { create } from './create.ts'
import { noSource, parseKustomizationSource, sourceRef, splitNamespace } from './source-reference.ts'
import { dependsOnMember, durationMember, member } from './spec-parts.ts'

const flags = {
  ...createFlags,
  source: custom('source to build, [Kind/]name[.namespace]', noSource, parseKustomizationSource),
  path: custom('directory of the source to build', './', safePath),
  prune: toggle('delete objects that are no longer built'),
  wait: toggle('wait for all applied objects to be healthy'),
  'health-check': list('objects to wait for, Kind/name.namespace'),
  'health-check-timeout': duration('how long health checks may take', 120_000),
  'depends-on': list('Kustomizations that must be ready first, [namespace/]name'),
  'service-account': text('ServiceAccount to apply as'),
  'decryption-provider': choice('tool that Secrets are encrypted with', ['sops'], {
    initial: '',
    refusal: value => `unsupported decryption provider '${value}'`,
  }),
  'decryption-secret': text('Secret with the keys to decrypt with'),
  'target-namespace': text('namespace to put all objects into'),
  'kubeconfig-secret-ref': text('Secret with the kubeconfig of another cluster'),
  'retry-interval': duration('when to try again after a failure'),
  validation: text('has no effect', '', { hidden: true }),
} as const

/** Creates or updates a Kustomization. */
export const createKustomization = command({
  summary: 'Create or update a Kustomization',
  usage: '[name]',
  examples: ['sluice create kustomization apps --source=GitRepository/repo --path=./apps --prune --wait'],
  flags,
  run: context =>
    create(context, () => {
      if (!context.flags.source.name) throw new UsageError('source is required')
      return {
        kind: Kustomization,
        spec: specOf(context.flags),
        wording: {
          subject: 'Kustomization',
          ready: object => `Kustomization ${object.metadata.name} is ready`,
          result: object => `applied revision ${textAt(object, 'status', 'lastAppliedRevision')}`,
        },
      }
    }),
})

function specOf(given: Values<typeof flags>): JsonObject {
  const secret = given['kubeconfig-secret-ref']
  return {
    ...dependsOnMember(given['depends-on']),
    interval: formatDuration(given.interval),
    path: given.path,
    prune: given.prune,
    ...durationMember('retryInterval', given['retry-interval']),
    sourceRef: sourceRef(given.source),
    ...member('targetNamespace', given['target-namespace']),
    ...member('serviceAccountName', given['service-account']),
    ...(secret ? { kubeConfig: { secretRef: { name: secret } } } : {}),
    ...healthMembers(given),
    ...decryptionMember(given),
  }
}

/** Waiting for everything leaves nothing for single checks. */
function healthMembers(given: Values<typeof flags>): JsonObject {
  const timeout = { timeout: formatDuration(given['health-check-timeout']) }
  if (given.wait) return { wait: true, ...timeout }
  const checks = given['health-check'].map(parseHealthCheck)
  return checks.length > 0 ? { healthChecks: checks, ...timeout } : {}
}

const healthKinds = ['HelmRelease', 'Deployment', 'DaemonSet', 'StatefulSet']

function parseHealthCheck(check: string): JsonObject {
  const [kind = '', target, ...more] = check.split('/')
  if (target === undefined || more.length > 0)
    throw new UsageError(
      `invalid health check '${check}' must be in the format 'kind/name.namespace' [${check.split('/').join(' ')}]`,
    )
  const known = healthKinds.find(candidate => candidate.toLowerCase() === kind.toLowerCase())
  if (known === undefined)
    throw new UsageError(
      `invalid health check kind '${kind}' can be HelmRelease, Deployment, DaemonSet or StatefulSet`,
    )
  const { name, namespace } = splitNamespace(target)
  if (!name || !namespace)
    throw new UsageError(`invalid health check '${check}' must be in the format 'kind/name.namespace'`)
  return {
    ...(known === 'HelmRelease' ? { apiVersion: 'helm.toolkit.fluxcd.io/v2' } : {}),
    kind: known,
    name,
    namespace,
  }
}

function decryptionMember(given: Values<typeof flags>): JsonObject {
  const provider = given['decryption-provider']
  if (!provider) return {}
  const secret = given['decryption-secret']
  return { decryption: { provider, ...(secret ? { secretRef: { name: secret } } : {}) } }
}

/** A path below the source's root, however it is written: `/a/../../b` is `./b`. */
function safePath(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `./${cleanPath(parts.join('/'))}`
}
