import { list, pairs, text, toggle } from '../../parser/flags.ts'

/** Flags of `build kustomization` and `diff kustomization`. */
export const localBuildFlags = {
  path: text('directory to build'),
  'kustomization-file': text('file with the Kustomization, instead of the one in the cluster'),
  'ignore-paths': list('paths to leave out, as in .gitignore'),
  'strict-substitute': toggle('fail on variables that are not set'),
  recursive: toggle('build the Kustomizations that are built, too', { short: 'r' }),
  'local-sources': pairs('directories of sources, Kind/namespace/name=directory'),
  'in-memory-build': toggle('accepted for compatibility; builds never touch the disk'),
} as const
