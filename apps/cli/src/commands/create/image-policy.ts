/** `create image policy name`. @module */

import { ImagePolicy } from '@sluice/api/image'
import type { JsonObject } from '@sluice/base/json'
import { compilePattern, PatternError } from '@sluice/regex'
import { command } from '../../parser/command.ts'
import { duration, text, type Values } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { createFlags } from '../group-flags.ts'
import { create } from './create.ts'
import { durationMember, member } from './spec-parts.ts'

const flags = {
  ...createFlags,
  'image-ref': text('ImageRepository to choose from'),
  'select-semver': text('choose by version, within this range'),
  'select-alpha': text('choose by the alphabet: asc or desc'),
  'select-numeric': text('choose by number: asc or desc'),
  'filter-regex': text('regular expression that tags must match'),
  'filter-extract': text('what of the match to compare, such as $version'),
  'reflect-digest': text('whether to look up the digest: Never, IfNotPresent or Always'),
  interval: duration('how often to look up the digest; with --reflect-digest=Always'),
} as const

type Given = Values<typeof flags>

/** Creates or updates an ImagePolicy. */
export const createImagePolicy = command({
  summary: 'Create or update an ImagePolicy',
  usage: '[name]',
  examples: ["sluice create image policy web --image-ref=web --select-semver='1.x'"],
  flags,
  run: context =>
    create(context, () => {
      const given = context.flags
      if (!given['image-ref'])
        throw new UsageError('the name of an ImageRepository in the namespace is required (--image-ref)')
      return {
        kind: ImagePolicy,
        spec: {
          imageRepositoryRef: { name: given['image-ref'] },
          policy: policyOf(given),
          ...filterMember(given),
          ...digestMembers(given),
        },
        wording: { subject: 'ImagePolicy', ready: () => 'ImagePolicy reconciliation completed' },
      }
    }),
})

function policyOf(given: Given): JsonObject {
  const { 'select-semver': range, 'select-alpha': alpha, 'select-numeric': numeric } = given
  const chosen = [range, alpha, numeric].filter(choice => choice !== '')
  if (chosen.length === 0)
    throw new UsageError('a policy must be provided with either --select-semver or --select-alpha')
  if (chosen.length > 1)
    throw new UsageError('only one of --select-semver, --select-alpha or --select-numeric can be specified')
  if (range) return { semver: { range } }
  return alpha
    ? { alphabetical: { order: checkedOrder('--select-alpha', alpha) } }
    : { numerical: { order: checkedOrder('--select-numeric', numeric) } }
}

function checkedOrder(flag: string, order: string): string {
  if (order !== 'asc' && order !== 'desc') throw new UsageError(`${flag} must be one of ["asc", "desc"]`)
  return order
}

function filterMember(given: Given): JsonObject {
  const { 'filter-regex': pattern, 'filter-extract': extract } = given
  if (!pattern) {
    if (extract) throw new UsageError('cannot specify --filter-extract without specifying --filter-regex')
    return {}
  }
  const names = groupNames(pattern)
  for (const [, braced, plain] of extract.matchAll(/\$(?:\$|\{(\w*)\}|(\w+))/g)) {
    const name = braced ?? plain
    if (name !== undefined && !/^\d+$/.test(name) && !names.includes(name))
      throw new UsageError(`capture group $${name} used in --filter-extract not found in --filter-regex`)
  }
  return { filterTags: { pattern, ...member('extract', extract) } }
}

/** Names of the pattern's groups. Go writes them `(?P<name>…)`. */
function groupNames(pattern: string): readonly string[] {
  try {
    compilePattern(pattern)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw new UsageError('--filter-regex is an invalid regex pattern')
  }
  return [...pattern.matchAll(/\(\?P?<(\w+)>/g)].map(match => match[1] ?? '')
}

function digestMembers(given: Given): JsonObject {
  const policy = given['reflect-digest']
  if (policy && !['Never', 'IfNotPresent', 'Always'].includes(policy))
    throw new UsageError(
      "invalid value for --reflect-digest, must be one of 'Never', 'IfNotPresent', 'Always'",
    )
  if (given.interval && policy !== 'Always')
    throw new UsageError(
      "the --interval flag can only be used with the 'Always' digest reflection policy, use --reflect-digest=Always",
    )
  return { ...member('digestReflectionPolicy', policy), ...durationMember('interval', given.interval) }
}
