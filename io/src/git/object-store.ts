/**
 * Objects of one remote on disk: a bare repository that holds packs and nothing else, so that only what is new has
 * to be fetched. It can be thrown away at any time; what makes no sense in it is.
 * @module
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GitError } from './errors.ts'
import type { GitProcesses } from './git-processes.ts'
import type { ObjectReader } from './object-reader.ts'
import { finished, spawnGit } from './run-git.ts'

/** What is in a store: commits that are there with all that belongs to them. */
export interface StoreState {
  readonly commits: readonly string[]
  /** Annotated tags that are there. */
  readonly tags: readonly string[]
  /** Of the commits, the ones without parents here. */
  readonly shallow: readonly string[]
  /** Packs received so far. */
  readonly packs: number
}

const nothing: StoreState = { commits: [], tags: [], shallow: [], packs: 0 }
const stateFile = 'state.json'

/** Each fetch adds a pack. After so many, starting anew is cheaper than searching all of them. */
const maxPacks = 40

export class ObjectStore {
  readonly dir: string
  readonly #processes: GitProcesses
  #state: StoreState

  private constructor(dir: string, state: StoreState, processes: GitProcesses) {
    this.dir = dir
    this.#processes = processes
    this.#state = state
  }

  /** Opens the store, made if there is none. */
  static async open(dir: string, processes: GitProcesses): Promise<ObjectStore> {
    const store = new ObjectStore(dir, await readState(dir), processes)
    if (store.#state.packs === 0 || store.#state.packs >= maxPacks) await store.reset()
    return store
  }

  get state(): StoreState {
    return this.#state
  }

  /** Throws everything away. */
  async reset(): Promise<void> {
    this.#processes.drop(this.dir)
    await rm(this.dir, { recursive: true, force: true })
    await mkdir(join(this.dir, 'objects', 'pack'), { recursive: true, mode: 0o700 })
    await mkdir(join(this.dir, 'refs'))
    await writeFile(join(this.dir, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = true\n')
    await writeFile(join(this.dir, 'HEAD'), 'ref: refs/heads/none\n')
    this.#state = nothing
  }

  /** Takes in a pack. @throws GitError if it is broken or larger than `maxBytes` */
  async receive(pack: AsyncIterable<Uint8Array>, maxBytes: number, signal: AbortSignal): Promise<void> {
    const child = this.#processes.takeIndexPack(this.dir)
    const stop = () => child.kill()
    signal.addEventListener('abort', stop)
    try {
      const done = finished(child, 'cannot read the pack')
      done.catch(() => {})
      let size = 0
      for await (const part of pack) {
        size += part.length
        if (size > maxBytes) throw new GitError(`repository is larger than ${maxBytes} bytes`, 'too-large')
        if (child.exitCode !== null) break
        if (!child.stdin.write(part)) await drained(child)
      }
      child.stdin.end()
      await done
    } catch (error) {
      child.kill()
      throw error
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  /** Notes what the store holds now. Written after the objects: a crash in between loses only the note. */
  async note(state: Omit<StoreState, 'packs'>): Promise<void> {
    this.#state = { ...state, packs: this.#state.packs + 1 }
    const path = join(this.dir, stateFile)
    await writeFile(`${path}.new`, JSON.stringify(this.#state))
    await rename(`${path}.new`, path)
  }

  /** A reader, which is given back by what is returned with it. */
  reader(maxObject: number): { readonly reader: ObjectReader; readonly release: () => void } {
    const reader = this.#processes.takeReader(this.dir, maxObject)
    let isTaken = true
    const release = () => {
      if (isTaken) this.#processes.giveReader(this.dir, reader)
      isTaken = false
    }
    return { reader, release }
  }

  /** Starts what the next fetch will need. */
  prepare(): void {
    this.#processes.prepare(this.dir)
  }

  /** Whether a commit can be reached from others, given the whole history is here. */
  async isReachable(commit: string, tips: readonly string[]): Promise<boolean> {
    const child = spawnGit(this.dir, ['rev-list', '--max-count=1', '--stdin'])
    child.stdin.end(`${commit}\n${tips.map(tip => `^${tip}\n`).join('')}`)
    try {
      return (await finished(child, 'cannot search the history')).trim() === ''
    } catch (error) {
      if (error instanceof GitError) return false
      throw error
    }
  }
}

function drained(child: ReturnType<typeof spawnGit>): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      child.stdin.off('drain', done)
      child.off('close', done)
      resolve()
    }
    child.stdin.once('drain', done)
    child.once('close', done)
  })
}

async function readState(dir: string): Promise<StoreState> {
  try {
    const state: unknown = JSON.parse(await readFile(join(dir, stateFile), 'utf8'))
    return isState(state) ? state : nothing
  } catch (error) {
    if (
      error instanceof SyntaxError ||
      (error instanceof Error && 'code' in error && error.code === 'ENOENT')
    ) {
      return nothing
    }
    throw error
  }
}

function isState(value: unknown): value is StoreState {
  const { commits, tags, shallow, packs } = (value ?? {}) as Partial<Record<keyof StoreState, unknown>>
  const areHashes = (list: unknown) =>
    Array.isArray(list) && list.every(each => /^[0-9a-f]{40,64}$/.test(each))
  return areHashes(commits) && areHashes(tags) && areHashes(shallow) && typeof packs === 'number'
}
