/** `create secret notation name`: a trust policy and certificates to verify signatures with. @module */
import { basename } from 'node:path'
import { isJsonObject, parseJson } from '@sluice/base/json'
import { command } from '../../parser/command.ts'
import { list, text } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { createFlags } from '../group-flags.ts'
import { readFlagFile } from './read-file.ts'
import { createSecret } from './secret.ts'

const flags = {
  ...createFlags,
  'trust-policy-file': text('file with the trust policy'),
  'ca-cert-file': list('files with certificates, .crt or .pem'),
} as const

/** Creates or updates a Secret for Notation. */
export const secretNotation = command({
  summary: 'Create or update a Secret for signatures by Notation',
  usage: '[name]',
  examples: ['sluice create secret notation trust --ca-cert-file=ca.crt --trust-policy-file=policy.json'],
  flags,
  run: context =>
    createSecret(context, { subject: 'notation configuration secret' }, () => {
      const { flags: given, cwd } = context
      if (given['ca-cert-file'].length === 0) throw new UsageError('--ca-cert-file is required')
      if (!given['trust-policy-file']) throw new UsageError('--trust-policy-file is required')
      return {
        type: 'Opaque',
        data: {
          'trustpolicy.json': readPolicy(cwd, given['trust-policy-file']),
          ...Object.fromEntries(given['ca-cert-file'].map(file => readCertificate(cwd, file))),
        },
      }
    }),
})

function readPolicy(cwd: string, file: string): string {
  const policy = readFlagFile(cwd, file, 'unable to read trust policy file')
  try {
    if (isJsonObject(parseJson(policy))) return policy
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new Error(`failed to unmarshal trust policy ${file}: ${error.message}`, { cause: error })
  }
  throw new Error(`failed to unmarshal trust policy ${file}: not an object`)
}

function readCertificate(cwd: string, file: string): readonly [string, string] {
  const name = basename(file)
  if (!/\.(crt|pem)$/.test(name)) throw new UsageError(`${name} must end with either .crt or .pem`)
  return [name, readFlagFile(cwd, file, 'unable to read TLS CA file')]
}
