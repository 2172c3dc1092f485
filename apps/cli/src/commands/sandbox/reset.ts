import { sandboxReset } from '@sluice/sandbox'
import { command } from '../../parser/command.ts'
import { text } from '../../parser/flags.ts'

const flags = { data: text('directory the sandbox keeps everything in') } as const

/** Ends a sandbox and removes what it kept. */
export const reset = command({
  summary: 'End the sandbox and remove everything it keeps',
  flags,
  arity: { type: 'none' },
  skipsNamespaceCheck: true,
  run: async ({ flags: { data }, log }) => {
    await sandboxReset(data ? { dataDir: data } : {})
    log.success('sandbox removed')
  },
})
