/** `sluice helm template` as a program of its own: see tools/bundle-programs.ts. @module */
import { helmTemplate } from '../commands/helm/template.ts'
import { group, leaf } from '../parser/command.ts'
import { programOf } from './program.ts'

/** Runs the command. */
export const run = programOf(program =>
  group(program, '', [group('helm', '', [leaf('template', async () => helmTemplate)])]),
)
