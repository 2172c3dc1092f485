/** `create image update name`. @module */
import { ImageUpdateAutomation } from '@sluice/api/image'
import { formatDuration } from '@sluice/base/duration'
import type { JsonObject } from '@sluice/base/json'
import { command } from '../../parser/command.ts'
import { text, type Values } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { createFlags } from '../group-flags.ts'
import { create } from './create.ts'
import { member } from './spec-parts.ts'

const flags = {
  ...createFlags,
  'git-repo-ref': text('GitRepository to change'),
  'git-repo-namespace': text('namespace of the GitRepository'),
  'git-repo-path': text('directory to change'),
  'checkout-branch': text('branch to check out'),
  'push-branch': text('branch to push to'),
  'commit-template': text('Go template of the commit message'),
  'author-name': text('name of the author of commits'),
  'author-email': text('address of the author of commits'),
  'signing-key-secret': text('Secret with the key to sign commits with'),
  'signing-key-type': text('kind of the key: gpg or ssh'),
} as const

type Given = Values<typeof flags>

/** Creates or updates an ImageUpdateAutomation. */
export const createImageUpdate = command({
  summary: 'Create or update an ImageUpdateAutomation',
  usage: '[name]',
  examples: [
    'sluice create image update bump --git-repo-ref=repo --checkout-branch=main --author-name=Bot --author-email=bot@example.com',
  ],
  flags,
  run: context =>
    create(context, () => {
      checkFlags(context.flags)
      return {
        kind: ImageUpdateAutomation,
        spec: specOf(context.flags),
        wording: {
          subject: 'ImageUpdateAutomation',
          ready: () => 'ImageUpdateAutomation reconciliation completed',
        },
      }
    }),
})

function checkFlags(given: Given): void {
  if (!given['git-repo-ref'])
    throw new UsageError('a reference to a GitRepository is required (--git-repo-ref)')
  if (!given['checkout-branch'])
    throw new UsageError('the Git repository branch is required (--checkout-branch)')
  if (!given['author-name']) throw new UsageError('the author name is required (--author-name)')
  if (!given['author-email']) throw new UsageError('the author email is required (--author-email)')
  const type = given['signing-key-type']
  if (type && !given['signing-key-secret'])
    throw new UsageError('--signing-key-type requires --signing-key-secret')
  if (type && !['gpg', 'ssh'].includes(type))
    throw new UsageError('--signing-key-type must be one of: gpg, ssh')
}

function specOf(given: Given): JsonObject {
  const secret = given['signing-key-secret']
  return {
    sourceRef: {
      kind: 'GitRepository',
      name: given['git-repo-ref'],
      ...member('namespace', given['git-repo-namespace']),
    },
    git: {
      checkout: { ref: { branch: given['checkout-branch'] } },
      commit: {
        author: { name: given['author-name'], email: given['author-email'] },
        ...member('messageTemplate', given['commit-template']),
        ...(secret
          ? { signingKey: { secretRef: { name: secret }, ...member('type', given['signing-key-type']) } }
          : {}),
      },
      ...(given['push-branch'] ? { push: { branch: given['push-branch'] } } : {}),
    },
    interval: formatDuration(given.interval),
    ...(given['git-repo-path'] ? { update: { path: given['git-repo-path'], strategy: 'Setters' } } : {}),
  }
}
