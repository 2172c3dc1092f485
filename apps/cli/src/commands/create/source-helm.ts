/** `create source helm name`. @module */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { HelmRepository } from '@sluice/api/source'
import { formatDuration } from '@sluice/base/duration'
import type { JsonObject } from '@sluice/base/json'
import type { Context } from '../../context.ts'
import { textAt } from '../../kinds/fields.ts'
import { command } from '../../parser/command.ts'
import { text, toggle, type Values } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { createSourceFlags } from '../group-flags.ts'
import { helmSecret } from '../secret/helm-secret.ts'
import { upsertSecret } from '../secret/secret.ts'
import { create } from './create.ts'
import { parseUrl } from './parse-url.ts'
import { durationMember, member, referenceMember } from './spec-parts.ts'

const flags = {
  ...createSourceFlags,
  url: text('address of the repository: http, https or oci'),
  username: text('user to log in as', '', { short: 'u' }),
  password: text('password to log in with', '', { short: 'p' }),
  'cert-file': text('file with a client certificate'),
  'key-file': text('file with the key of the client certificate'),
  'ca-file': text('file with the certificate authority of the server'),
  'secret-ref': text('Secret with credentials'),
  'oci-provider': text('how to log in to the registry'),
  'pass-credentials': toggle('send the credentials to other hosts that the index names'),
} as const

type Given = Values<typeof flags>

/** Creates or updates a HelmRepository. */
export const createSourceHelm = command({
  summary: 'Create or update a HelmRepository',
  usage: '[name]',
  examples: ['sluice create source helm charts --url=https://charts.example.com'],
  flags,
  run: context =>
    create(context, name => {
      const isOci = checkedScheme(context.flags) === 'oci'
      return {
        kind: HelmRepository,
        spec: specOf(context.flags, isOci),
        isStatic: isOci,
        prepare: () => prepareCredentials(name, context),
        wording: {
          subject: 'HelmRepository source',
          created: 'source',
          ready: () => 'HelmRepository source reconciliation completed',
          ...(isOci
            ? {}
            : { result: object => `fetched revision: ${textAt(object, 'status', 'artifact', 'revision')}` }),
        },
      }
    }),
})

function checkedScheme(given: Given): string {
  if (!given.url) throw new UsageError('url is required')
  const url = parseUrl(given.url, 'url')
  const scheme = url?.protocol.replace(':', '') ?? ''
  if (!['http', 'https', 'oci'].includes(scheme))
    throw new UsageError(`url scheme '${scheme}' not supported, can be: http, https and oci`)
  if (!url?.hostname) throw new UsageError('url host is required')
  return scheme
}

function specOf(given: Given, isOci: boolean): JsonObject {
  return {
    url: given.url,
    interval: formatDuration(given.interval),
    ...durationMember('timeout', given['fetch-timeout']),
    ...(isOci ? { type: 'oci', ...member('provider', given['oci-provider']) } : {}),
    ...referenceMember('secretRef', given['secret-ref']),
    ...member('passCredentials', given['pass-credentials']),
  }
}

async function prepareCredentials(name: string, context: Context<typeof flags>): Promise<JsonObject> {
  const { flags: given, log, cwd } = context
  if (given['secret-ref']) return {}
  const read = (path: string) => (path ? readFileSync(resolve(cwd, path), 'utf8') : '')
  const secret = helmSecret({
    username: given.username,
    password: given.password,
    authority: read(given['ca-file']),
    certificate: read(given['cert-file']),
    key: read(given['key-file']),
  })
  if (Object.keys(secret.data).length === 0) return {}
  log.action('applying secret with repository credentials')
  const secretName = `helm-${name}`
  await upsertSecret(context, { name: secretName, ...secret })
  log.success('authentication configured')
  return { secretRef: { name: secretName } }
}
