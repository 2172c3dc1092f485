/** `envsubst`: replaces variables of the environment in standard input. @module */
import { substitute } from '@sluice/envsubst'
import { command } from '../parser/command.ts'
import { toggle } from '../parser/flags.ts'

const flags = { strict: toggle('fail on variables that are not set') } as const

/** Replaces variables, line by line. */
export const envsubst = command({
  summary: 'Replace variables of the environment in standard input',
  examples: ['sluice envsubst --strict < deploy.yaml'],
  flags,
  skipsNamespaceCheck: true,
  run: async context => {
    const input = (await context.readInput()).toString('utf8')
    if (input === '') return
    const lines = input.replace(/\n$/, '').split('\n')
    for (const line of lines)
      context.out(`${substitute(line, name => context.env[name], { strict: context.flags.strict })}\n`)
  },
})
