/** `create source oci name`. @module */
import { OCIRepository } from '@sluice/api/source'
import { formatDuration } from '@sluice/base/duration'
import type { JsonObject } from '@sluice/base/json'
import { textAt } from '../../kinds/fields.ts'
import { command } from '../../parser/command.ts'
import { choice, list, text, toggle, type Values } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { createSourceFlags } from '../group-flags.ts'
import { create } from './create.ts'
import { durationMember, ignoreMember, member, referenceMember, verifyMember } from './spec-parts.ts'
import { checkVerify, verifyFlags } from './verify-flags.ts'

const flags = {
  ...createSourceFlags,
  ...verifyFlags,
  url: text('address of the artifact, oci://…'),
  tag: text('tag to fetch'),
  'tag-semver': text('range of versions to fetch the highest tag of'),
  digest: text('digest to fetch'),
  'layer-selector': text('layer to fetch, <media type>:<extract|copy>'),
  provider: choice('how to log in', ['generic', 'aws', 'azure', 'gcp'], {
    initial: 'generic',
    refusal: value => `source OCI provider '${value}' is not supported`,
  }),
  'secret-ref': text('Secret with credentials of the registry'),
  'service-account': text('ServiceAccount with image pull secrets'),
  'cert-ref': text('Secret with TLS certificates'),
  'proxy-secret-ref': text('Secret with the address and credentials of a proxy'),
  'ignore-paths': list('paths to leave out, as in .gitignore'),
  insecure: toggle('allow plain HTTP'),
} as const

/** Creates or updates an OCIRepository. */
export const createSourceOci = command({
  summary: 'Create or update an OCIRepository',
  usage: '[name]',
  examples: ['sluice create source oci app --url=oci://ghcr.io/org/app --tag=v1'],
  flags,
  run: context =>
    create(context, () => {
      const given = context.flags
      if (!given.url) throw new UsageError('url is required')
      if (!given.tag && !given['tag-semver'] && !given.digest)
        throw new UsageError('--tag, --tag-semver or --digest is required')
      checkVerify(given)
      return {
        kind: OCIRepository,
        spec: specOf(given),
        wording: {
          subject: 'OCIRepository',
          generating: 'never',
          ready: () => 'OCIRepository reconciliation completed',
          result: object => `fetched revision: ${textAt(object, 'status', 'artifact', 'revision')}`,
        },
      }
    }),
})

function specOf(given: Values<typeof flags>): JsonObject {
  return {
    provider: given.provider,
    url: given.url,
    interval: formatDuration(given.interval),
    ...durationMember('timeout', given['fetch-timeout']),
    ref: referenceOf(given),
    ...layerMember(given['layer-selector']),
    ...member('insecure', given.insecure),
    ...ignoreMember(given['ignore-paths']),
    ...member('serviceAccountName', given['service-account']),
    ...referenceMember('secretRef', given['secret-ref']),
    ...referenceMember('certSecretRef', given['cert-ref']),
    ...referenceMember('proxySecretRef', given['proxy-secret-ref']),
    ...verifyMember(given),
  }
}

function referenceOf(given: Values<typeof flags>): JsonObject {
  if (given.digest) return { digest: given.digest }
  return given['tag-semver'] ? { semver: given['tag-semver'] } : { tag: given.tag }
}

function layerMember(selector: string): JsonObject {
  if (!selector) return {}
  const at = selector.lastIndexOf(':')
  const [mediaType, operation] = [selector.slice(0, Math.max(0, at)), selector.slice(at + 1)]
  if (!mediaType || !operation)
    throw new UsageError(
      `invalid --layer-selector ${JSON.stringify(selector)}: must be in the format '<media-type>:<operation>'`,
    )
  if (operation !== 'extract' && operation !== 'copy')
    throw new UsageError(
      `invalid --layer-selector ${JSON.stringify(selector)}: operation must be "extract" or "copy"`,
    )
  return { layerSelector: { mediaType, operation } }
}
