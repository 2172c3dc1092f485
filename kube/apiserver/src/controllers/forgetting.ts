/** What was parsed for a request is forgotten once nobody has asked for it for a while. @module */
import type { Services } from '../server/services.ts'

/** What is not used for two of these is forgotten. */
const interval = 2_000

export function startForgetting({ store }: Services): () => Promise<void> {
  const timer = setInterval(() => store.forgetUnused(), interval)
  timer.unref()
  return async () => clearInterval(timer)
}
