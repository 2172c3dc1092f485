import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** KiB of stack that V8 may use of the 8 MiB that systems usually give. */
const flag = '--stack-size=3900'
const needed = 8 * 1024 ** 2

/**
 * Runs this process's command once more with more stack; gives its exit code. Templates may include one another a
 * thousand deep, which takes more than Node's usual share. Asking for it at every start would cost a third of a short
 * command: what Node brings compiled is of no use under another flag. Undefined if this is that run already, or the
 * system gives no more.
 */
export function restartWithMoreStack(): number | undefined {
  if (process.execArgv.includes(flag) || !hasRoom()) return undefined
  const args = [...process.execArgv, flag, ...process.argv.slice(1)]
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1
}

function hasRoom(): boolean {
  if (!existsSync('/proc/self/limits')) return process.platform === 'darwin'
  const soft = /^Max stack size\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
  return soft === 'unlimited' || Number(soft) >= needed
}
