import { setFlagsFromString } from 'node:v8'
import { collectWhenIdle } from './collect-when-idle.ts'

/**
 * Resolves when the signal aborts. For servers once they have started: with a small young generation from here on they
 * stay small, and copy less. Before, it would cost more collections, and all that Node has compiled beforehand: that
 * is taken only under the flags it was compiled with.
 */
export async function stayUntil(interrupted: AbortSignal): Promise<void> {
  setFlagsFromString('--max-semi-space-size=4')
  setFlagsFromString('--semi-space-growth-factor=1')
  const stopCollecting = collectWhenIdle()
  if (!interrupted.aborted)
    await new Promise<void>(resolve => {
      interrupted.addEventListener('abort', () => resolve(), { once: true })
    })
  stopCollecting()
}
