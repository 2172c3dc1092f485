/**
 * The feature gate `OOMWatch`: the process ends in good order while it still can, where it is about to use up the memory
 * of its control group. A release that is cut short would otherwise be left pending until the next start.
 * @module
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { ConfigError, type Flag, type FlagValues } from '@sluice/kube/runtime'

/** Where memory is told of, and what is too much. */
export interface MemoryWatchConfig {
  readonly maxPath: string
  readonly currentPath: string
  /** Percent of the memory there is. */
  readonly threshold: number
  /** Milliseconds between two looks. */
  readonly interval: number
}

/** The flags of the watch. */
export const memoryWatchFlags: readonly Flag[] = [
  { name: 'oom-watch-interval', default: '500ms', help: 'time between two looks at the memory (OOMWatch)' },
  {
    name: 'oom-watch-memory-threshold',
    default: '95',
    help: 'percent of the memory at which the process ends itself (OOMWatch)',
  },
  {
    name: 'oom-watch-max-memory-path',
    default: '',
    help: 'file with the limit of the memory; found unless told (OOMWatch)',
  },
  {
    name: 'oom-watch-current-memory-path',
    default: '',
    help: 'file with the memory in use; found unless told (OOMWatch)',
  },
]

const folder = '/sys/fs/cgroup'
const maxFiles = [`${folder}/memory.max`, `${folder}/memory/memory.limit_in_bytes`]
const currentFiles = [`${folder}/memory.current`, `${folder}/memory/memory.usage_in_bytes`]
const shortestInterval = 50

/** Reads the flags. @throws ConfigError for what cannot be watched */
export function readMemoryWatch(given: FlagValues): MemoryWatchConfig {
  const threshold = given.count('oom-watch-memory-threshold')
  if (threshold > 100)
    throw new ConfigError(`--oom-watch-memory-threshold: ${threshold} is not a percentage from 1 to 100`)
  const interval = given.duration('oom-watch-interval')
  if (interval < shortestInterval)
    throw new ConfigError(`--oom-watch-interval: it must be at least ${shortestInterval}ms`)
  const find = (flag: string, known: readonly string[]) => {
    const path = given.text(flag) || known.find(existsSync)
    if (!path) throw new ConfigError(`--${flag}: no such file was found, name one`)
    return path
  }
  return {
    maxPath: find('oom-watch-max-memory-path', maxFiles),
    currentPath: find('oom-watch-current-memory-path', currentFiles),
    threshold,
    interval,
  }
}

/** Looks at the memory until it is nearly used up, or until the returned function is called. */
export function watchMemory(config: MemoryWatchConfig, onNearlyOut: (message: string) => void): () => void {
  const look = async () => {
    const [used, most] = await Promise.all([config.currentPath, config.maxPath].map(readBytes))
    if (used === undefined || most === undefined || used < (most * config.threshold) / 100) return
    stop()
    onNearlyOut(`Memory usage is near OOM (${used} of ${most} bytes), shutting down`)
  }
  const timer = setInterval(look, config.interval)
  timer.unref()
  const stop = () => clearInterval(timer)
  return stop
}

/** A file that cannot be read, or names no limit (`max`), says nothing. */
async function readBytes(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return /^\d+\s*$/.test(text) ? Number(text) : undefined
}
