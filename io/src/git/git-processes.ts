/**
 * `git` programs that are kept between fetches, or started before they are needed. Starting a program from a process
 * with much memory takes long, and all of it waits; for a repository that changes often the start is saved here.
 * @module
 */
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { ObjectReader } from './object-reader.ts'
import { keepAlive, spawnGit } from './run-git.ts'

const indexPack = ['-c', 'core.fsync=none', 'index-pack', '--stdin', '--fix-thin']

/** Programs of one repository that wait for work. */
interface Waiting {
  reader?: ObjectReader
  indexPack?: ChildProcessWithoutNullStreams
  timer?: NodeJS.Timeout
}

export interface GitProcessOptions {
  /** Repositories for which programs wait. */
  readonly repositories?: number
  /** Milliseconds after which they end if nothing came. */
  readonly idle?: number
}

/** Gives out `git` programs, waiting ones first. */
export class GitProcesses {
  readonly #limit: number
  readonly #idle: number
  readonly #waiting = new Map<string, Waiting>()

  constructor({ repositories = 0, idle = 60_000 }: GitProcessOptions = {}) {
    this.#limit = repositories
    this.#idle = idle
  }

  /** A reader of the repository, to be given back. */
  takeReader(dir: string, limit: number): ObjectReader {
    const waiting = this.#waiting.get(dir)
    const { reader } = waiting ?? {}
    if (waiting) delete waiting.reader
    if (reader?.isIdle && reader.limit === limit) {
      reader.keepAlive(true)
      return reader
    }
    reader?.close()
    return new ObjectReader(dir, limit)
  }

  giveReader(dir: string, reader: ObjectReader): void {
    const waiting = reader.isIdle ? this.#place(dir) : undefined
    if (!waiting || waiting.reader) reader.close()
    else {
      reader.keepAlive(false)
      waiting.reader = reader
    }
  }

  /** A program that takes in one pack. */
  takeIndexPack(dir: string): ChildProcessWithoutNullStreams {
    const waiting = this.#waiting.get(dir)
    const { indexPack: child } = waiting ?? {}
    if (waiting) delete waiting.indexPack
    if (!child || child.exitCode !== null || child.signalCode !== null) return spawnGit(dir, indexPack)
    keepAlive(child, true)
    return child
  }

  /** Starts what the next fetch will need, once those who are at work now are done. */
  prepare(dir: string): void {
    if (this.#limit === 0) return
    setImmediate(() => {
      const waiting = this.#place(dir)
      if (!waiting || waiting.indexPack) return
      const child = spawnGit(dir, indexPack)
      child.on('error', () => {})
      waiting.indexPack = child
      keepAlive(child, false)
    })
  }

  /** Ends the programs of a repository: it is about to be thrown away. */
  drop(dir: string): void {
    const waiting = this.#waiting.get(dir)
    this.#waiting.delete(dir)
    clearTimeout(waiting?.timer)
    waiting?.reader?.close()
    waiting?.indexPack?.kill()
  }

  /** Ends the programs of every repository below a folder. */
  dropBelow(folder: string): void {
    for (const dir of [...this.#waiting.keys()]) if (dir.startsWith(`${folder}/`)) this.drop(dir)
  }

  /** The repository's place, made last in line; undefined if nothing may wait. */
  #place(dir: string): Waiting | undefined {
    if (this.#limit === 0) return undefined
    const waiting = this.#waiting.get(dir) ?? {}
    this.#waiting.delete(dir)
    this.#waiting.set(dir, waiting)
    clearTimeout(waiting.timer)
    waiting.timer = setTimeout(() => this.drop(dir), this.#idle).unref()
    for (const oldest of this.#waiting.keys()) {
      if (this.#waiting.size <= this.#limit) break
      this.drop(oldest)
    }
    return waiting
  }
}
