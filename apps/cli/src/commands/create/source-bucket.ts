/** `create source bucket name`. @module */
import { Bucket } from '@sluice/api/source'
import { formatDuration } from '@sluice/base/duration'
import type { JsonObject } from '@sluice/base/json'
import type { Context } from '../../context.ts'
import { textAt } from '../../kinds/fields.ts'
import { command } from '../../parser/command.ts'
import { choice, list, text, toggle } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { createSourceFlags } from '../group-flags.ts'
import { upsertSecret } from '../secret/secret.ts'
import { create } from './create.ts'
import { durationMember, ignoreMember, member, referenceMember } from './spec-parts.ts'

const flags = {
  ...createSourceFlags,
  provider: choice('whose bucket it is', ['generic', 'aws', 'azure', 'gcp'], {
    initial: 'generic',
    refusal: value => `source bucket provider '${value}' is not supported`,
  }),
  'bucket-name': text('name of the bucket'),
  endpoint: text('address of the object store'),
  'access-key': text('access key to log in with'),
  'secret-key': text('secret key to log in with'),
  region: text('region of the bucket'),
  insecure: toggle('allow plain HTTP'),
  'secret-ref': text('Secret with credentials'),
  'proxy-secret-ref': text('Secret with the address and credentials of a proxy'),
  'ignore-paths': list('paths to leave out, as in .gitignore'),
} as const

/** Creates or updates a Bucket. */
export const createSourceBucket = command({
  summary: 'Create or update a Bucket',
  usage: '[name]',
  examples: ['sluice create source bucket data --bucket-name=data --endpoint=s3.example.com'],
  flags,
  run: context =>
    create(context, name => {
      const given = context.flags
      if (!given['bucket-name']) throw new UsageError('bucket-name is required')
      if (!given.endpoint) throw new UsageError('endpoint is required')
      return {
        kind: Bucket,
        spec: {
          provider: given.provider,
          bucketName: given['bucket-name'],
          endpoint: given.endpoint,
          interval: formatDuration(given.interval),
          ...durationMember('timeout', given['fetch-timeout']),
          ...member('insecure', given.insecure),
          ...member('region', given.region),
          ...ignoreMember(given['ignore-paths']),
          ...referenceMember('secretRef', given['secret-ref']),
          ...referenceMember('proxySecretRef', given['proxy-secret-ref']),
        },
        prepare: () => prepareCredentials(name, context),
        wording: {
          subject: 'Bucket source',
          ready: () => 'Bucket source reconciliation completed',
          result: object => `fetched revision: ${textAt(object, 'status', 'artifact', 'revision')}`,
        },
      }
    }),
})

async function prepareCredentials(name: string, context: Context<typeof flags>): Promise<JsonObject> {
  const { flags: given, log } = context
  if (given['secret-ref'] || !given['access-key'] || !given['secret-key']) return {}
  log.action('applying secret with the bucket credentials')
  const secretName = `bucket-${name}`
  await upsertSecret(context, {
    name: secretName,
    data: { accesskey: given['access-key'], secretkey: given['secret-key'] },
  })
  log.success('authentication configured')
  return { secretRef: { name: secretName } }
}
