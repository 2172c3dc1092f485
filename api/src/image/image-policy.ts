/** ImagePolicy: which tag of an image is the latest. @module */
import {
  ageColumn,
  choice,
  column,
  defineKind,
  duration,
  object,
  readyColumns,
  required,
  rule,
  status,
  string,
  suspend,
  type TypeOf,
} from '../schema/index.ts'
import { imageGroup, imageReference } from './group.ts'

const order = choice('`asc` takes the last, `desc` the first', ['asc', 'desc'], { default: 'asc' })

const spec = object(
  'Which image, and how to choose',
  {
    imageRepositoryRef: required(
      object('The ImageRepository', {
        name: required(string('Name of the ImageRepository')),
        namespace: string('Its namespace; this one unless told'),
      }),
    ),
    policy: required(
      object('How to choose; exactly one member', {
        semver: object('By version', { range: required(string('Range of versions')) }),
        alphabetical: object('By the alphabet', { order }),
        numerical: object('By number', { order }),
      }),
    ),
    filterTags: object('Which tags to choose from', {
      pattern: string('Regular expression that tags must match'),
      extract: string('What to compare, made of groups of the pattern'),
    }),
    digestReflectionPolicy: choice(
      'Whether to look up the digest of the latest tag',
      ['Always', 'IfNotPresent', 'Never'],
      { default: 'Never' },
    ),
    interval: duration('How often to look up the digest; with `Always` only'),
    suspend,
  },
  [
    rule(
      "spec.interval is only accepted when spec.digestReflectionPolicy is set to 'Always'",
      "!has(self.interval) || (has(self.digestReflectionPolicy) && self.digestReflectionPolicy == 'Always')",
    ),
    rule(
      "spec.interval must be set when spec.digestReflectionPolicy is set to 'Always'",
      "has(self.interval) || !has(self.digestReflectionPolicy) || self.digestReflectionPolicy != 'Always'",
    ),
  ],
)

const policyStatus = status({ latestRef: imageReference, observedPreviousRef: imageReference })

/** Chooses the latest tag of an image. */
export const ImagePolicy = defineKind({
  ...imageGroup,
  kind: 'ImagePolicy',
  plural: 'imagepolicies',
  shortNames: ['imgpol', 'imagepol'],
  description: 'Which tag of an image is the latest',
  columns: [
    column('Image', '.status.latestRef.name'),
    column('Tag', '.status.latestRef.tag'),
    ...readyColumns,
    ageColumn,
  ],
  substitute: true,
  spec,
  status: policyStatus,
})

/** An ImagePolicy in a cluster. */
export type ImagePolicy = NonNullable<typeof ImagePolicy.object>
/** What an ImagePolicy asks for. */
export type ImagePolicySpec = TypeOf<typeof spec>
/** What is known of an ImagePolicy. */
export type ImagePolicyStatus = TypeOf<typeof policyStatus>
