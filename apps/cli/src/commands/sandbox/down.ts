import { sandboxDown } from '@sluice/sandbox'
import { command } from '../../parser/command.ts'
import { text } from '../../parser/flags.ts'

const flags = { data: text('directory the sandbox keeps everything in') } as const

/** Ends a sandbox; what it keeps stays. */
export const down = command({
  summary: 'End the sandbox',
  flags,
  arity: { type: 'none' },
  skipsNamespaceCheck: true,
  run: async ({ flags: { data }, log }) => {
    const wasRunning = await sandboxDown(data ? { dataDir: data } : {})
    log.success(wasRunning ? 'sandbox ended' : 'no sandbox was running')
  },
})
