/** `sluice kustomize build` as a program of its own: see tools/bundle-programs.ts. @module */
import { kustomizeBuild } from '../commands/kustomize-build.ts'
import { group, leaf } from '../parser/command.ts'
import { programOf } from './program.ts'

/** Runs the command. */
export const run = programOf(program =>
  group(program, '', [group('kustomize', '', [leaf('build', async () => kustomizeBuild)])]),
)
