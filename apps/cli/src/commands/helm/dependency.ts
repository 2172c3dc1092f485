/** `helm dependency build|update CHART`: the charts that a chart is made of. @module */
import { resolve } from 'node:path'
import { toggle } from '../../parser/flags.ts'
import { chartFlags } from './chart-flags.ts'
import { helmCommand } from './helm-command.ts'
import { buildDependencies, updateDependencies } from './update-dependencies.ts'

const flags = {
  ...chartFlags,
  devel: toggle('use development versions, too'),
  'skip-refresh': toggle('accepted for compatibility; indexes are fetched when they are needed'),
} as const

/** Fetches what the lock file says. */
export const helmDependencyBuild = helmCommand({
  summary: 'Fetch dependencies as Chart.lock has them',
  usage: 'CHART',
  flags,
  run: context => buildDependencies(resolve(context.cwd, context.args[0] ?? '.'), context),
})

/** Resolves versions anew. */
export const helmDependencyUpdate = helmCommand({
  summary: 'Fetch dependencies as Chart.yaml asks for them, and lock their versions',
  usage: 'CHART',
  flags,
  run: context => updateDependencies(resolve(context.cwd, context.args[0] ?? '.'), context),
})
