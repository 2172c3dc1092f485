/**
 * `preview`: what the change of a repository would change in a cluster, told without one. Exit code 1 tells that it
 * would change something, 2 that it cannot be told.
 * @module
 */
import { command } from '../../parser/command.ts'
import { choice, text } from '../../parser/flags.ts'
import { chartPlaceFlags } from '../build/chart-place-flags.ts'
import { outputs } from './print-changes.ts'

/** Flags of `preview`. */
export const previewFlags = {
  ...chartPlaceFlags,
  base: text('Git revision to compare with', 'HEAD'),
  head: text('Git revision to look at; without it, the files as they are'),
  path: text("the cluster's folder in the repository", '.'),
  output: choice('form of the report', outputs, {
    initial: 'diff',
    short: 'o',
    refusal: value => `output format ${JSON.stringify(value)} not supported`,
  }),
} as const

/** Shows what a change of the repository would change in a cluster. */
export const preview = command({
  summary: 'Show what a change of the repository would change in a cluster, without one',
  usage: '',
  examples: [
    'sluice preview --path clusters/production',
    'sluice preview --base origin/main --path clusters/production --charts ./charts -o markdown',
  ],
  flags: previewFlags,
  arity: { type: 'none' },
  skipsNamespaceCheck: true,
  run: async context => (await import('./run-preview.ts')).runPreview(context),
})
