import { memoryTree } from '@sluice/base/flow'
import { buildKustomization, KustomizeError, renderResources } from '../src/index.ts'
import type { Case } from './corpus.ts'
import type { Verdict } from './judge.ts'

/** Builds a case with our engine; anything but a `KustomizeError` is thrown on. */
export function buildCase({ files, args }: Case): Verdict {
  const dir = args.find(arg => !arg.startsWith('--')) ?? '.'
  const loadRestrictions = args.includes('--load-restrictor=LoadRestrictionsNone') ? 'none' : 'rootOnly'
  try {
    const resources = buildKustomization(memoryTree(files), dir === '.' ? '' : dir, { loadRestrictions })
    return { failed: false, output: renderResources(resources), message: '' }
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error
    return { failed: true, output: '', message: error.message }
  }
}
