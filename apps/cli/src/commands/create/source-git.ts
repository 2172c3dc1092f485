/** `create source git name`. @module */
import { GitRepository } from '@sluice/api/source'
import { formatDuration } from '@sluice/base/duration'
import type { JsonObject } from '@sluice/base/json'
import type { Context } from '../../context.ts'
import { textAt } from '../../kinds/fields.ts'
import { command } from '../../parser/command.ts'
import { choice, list, text, toggle, type Values } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { confirm } from '../delete.ts'
import { createSourceFlags } from '../group-flags.ts'
import { readFlagFile } from '../secret/read-file.ts'
import { type SecretContent, upsertSecret } from '../secret/secret.ts'
import { sshContent } from '../secret/ssh-content.ts'
import { sshFlags } from '../secret/ssh-flags.ts'
import { create } from './create.ts'
import { parseUrl } from './parse-url.ts'
import { durationMember, ignoreMember, member, referenceMember } from './spec-parts.ts'

const flags = {
  ...createSourceFlags,
  ...sshFlags,
  url: text('address of the repository'),
  branch: text('branch to fetch'),
  tag: text('tag to fetch'),
  'tag-semver': text('range of versions to fetch the highest tag of'),
  'ref-name': text('full name of the reference to fetch'),
  commit: text('commit to fetch'),
  username: text('user to log in as', '', { short: 'u' }),
  password: text('password to log in with', '', { short: 'p' }),
  'ca-file': text('file with the certificate authority of the server'),
  'private-key-file': text('file with the SSH private key to log in with'),
  'secret-ref': text('Secret with credentials'),
  'proxy-secret-ref': text('Secret with the address and credentials of a proxy'),
  provider: choice('how to log in', ['generic', 'github', 'aws', 'azure'], {
    initial: '',
    separator: '|',
    refusal: value => `source Git provider '${value}' is not supported`,
  }),
  'recurse-submodules': toggle('fetch submodules too'),
  'ignore-paths': list('paths to leave out, as in .gitignore'),
  'sparse-checkout-paths': list('directories to check out'),
  silent: toggle('do not ask whether the deploy key is in place', { short: 's' }),
} as const

type Given = Values<typeof flags>

/** Creates or updates a GitRepository. */
export const createSourceGit = command({
  summary: 'Create or update a GitRepository',
  usage: '[name]',
  examples: ['sluice create source git app --url=https://example.com/org/app --branch=main'],
  flags,
  run: context =>
    create(context, name => {
      const given = context.flags
      const url = checkedUrl(given)
      return {
        kind: GitRepository,
        spec: specOf(given),
        prepare: () => prepareCredentials(name, url, context),
        wording: {
          subject: 'GitRepository source',
          ready: () => 'GitRepository source reconciliation completed',
          result: object => `fetched revision: ${textAt(object, 'status', 'artifact', 'revision')}`,
        },
      }
    }),
})

function checkedUrl(given: Given): URL {
  if (!given.url) throw new UsageError('url is required')
  const url = parseUrl(given.url, 'git URL')
  const scheme = url?.protocol.replace(':', '') ?? ''
  if (!url || !['ssh', 'http', 'https'].includes(scheme))
    throw new UsageError(`git URL scheme '${scheme}' not supported, can be: ssh, http and https`)
  const references = [given.branch, given.tag, given['tag-semver'], given['ref-name'], given.commit]
  if (references.every(reference => reference === ''))
    throw new UsageError(
      'a Git ref is required, use one of the following: --branch, --tag, --commit, --ref-name or --tag-semver',
    )
  if (given['ca-file'] && scheme === 'ssh')
    throw new UsageError('specifying a CA file is not supported for Git over SSH')
  return url
}

function specOf(given: Given): JsonObject {
  return {
    interval: formatDuration(given.interval),
    url: given.url,
    ...durationMember('timeout', given['fetch-timeout']),
    ref: referenceOf(given),
    ...ignoreMember(given['ignore-paths']),
    ...member('recurseSubmodules', given['recurse-submodules']),
    ...member('sparseCheckout', given['sparse-checkout-paths']),
    ...member('provider', given.provider),
    ...referenceMember('secretRef', given['secret-ref']),
    ...referenceMember('proxySecretRef', given['proxy-secret-ref']),
  }
}

/** The first of commit, name, range, tag, branch counts; a commit may be looked for on a branch. */
function referenceOf(given: Given): JsonObject {
  if (given.commit) return { ...member('branch', given.branch), commit: given.commit }
  if (given['ref-name']) return { name: given['ref-name'] }
  if (given['tag-semver']) return { semver: given['tag-semver'] }
  return given.tag ? { tag: given.tag } : { branch: given.branch }
}

/** Credentials that are given become a Secret of the source's name; over SSH there is always one. */
async function prepareCredentials(
  name: string,
  url: URL,
  context: Context<typeof flags>,
): Promise<JsonObject> {
  const { flags: given, log } = context
  if (given['secret-ref']) return {}
  // flux: said of every plain URL, with credentials or without.
  if (url.protocol === 'http:') log.warning('insecure configuration: credentials configured for an HTTP URL')
  const { data } = url.protocol === 'ssh:' ? await sshContent(given, url, context) : httpContent(context)
  if (Object.keys(data).length === 0) return {}
  if (data['known_hosts']) log.success(`collected public key from SSH server:\n${data['known_hosts']}`)
  if (data['identity.pub']) {
    log.generate(`deploy key: ${data['identity.pub']}`)
    if (!given.silent) await confirm(context, 'Have you added the deploy key to your repository')
  }
  log.action('applying secret with repository credentials')
  await upsertSecret(context, { name, data })
  log.success('authentication configured')
  return { secretRef: { name } }
}

function httpContent({ flags: given, cwd }: Context<typeof flags>): SecretContent {
  const authority = readFlagFile(cwd, given['ca-file'], 'unable to read TLS CA file')
  return {
    data: {
      ...(given.username && given.password ? { username: given.username, password: given.password } : {}),
      ...(authority ? { 'ca.crt': authority } : {}),
    },
  }
}
