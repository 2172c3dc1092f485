/** `create image repository name`. @module */
import { ImageRepository } from '@sluice/api/image'
import { formatDuration } from '@sluice/base/duration'
import { command } from '../../parser/command.ts'
import { duration, text } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { createFlags } from '../group-flags.ts'
import { create } from './create.ts'
import { durationMember, referenceMember } from './spec-parts.ts'

const flags = {
  ...createFlags,
  image: text('the image, without its tag'),
  'secret-ref': text('Secret with credentials of the registry'),
  'cert-ref': text('Secret with TLS certificates'),
  'scan-timeout': duration('how long a look for tags may take'),
} as const

/** Creates or updates an ImageRepository. */
export const createImageRepository = command({
  summary: 'Create or update an ImageRepository',
  usage: '[name]',
  examples: ['sluice create image repository web --image=ghcr.io/org/web --interval=5m'],
  flags,
  run: context =>
    create(context, () => {
      const given = context.flags
      if (!given.image) throw new UsageError('an image repository (--image) is required')
      checkImage(given.image)
      return {
        kind: ImageRepository,
        spec: {
          image: given.image,
          interval: formatDuration(given.interval),
          ...durationMember('timeout', given['scan-timeout']),
          ...referenceMember('secretRef', given['secret-ref']),
          ...referenceMember('certSecretRef', given['cert-ref']),
        },
        wording: { subject: 'ImageRepository', ready: () => 'ImageRepository reconciliation completed' },
      }
    }),
})

const allowed = 'abcdefghijklmnopqrstuvwxyz0123456789_-./'

/** The first part is a registry where it has a dot or port, or is `localhost`; the rest must be a repository. */
function checkImage(image: string): void {
  const slash = image.indexOf('/')
  const first = image.slice(0, Math.max(0, slash))
  const isRegistry = /[.:]/.test(first) || first === 'localhost'
  const repository = isRegistry ? image.slice(slash + 1) : image
  if ([...repository].some(character => !allowed.includes(character)))
    throw new UsageError(
      `unable to parse image value: repository can only contain the characters \`${allowed}\`: ${repository}`,
    )
}
