import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { GitError } from './errors.ts'
import { keepAlive, spawnGit } from './run-git.ts'

/** An object as it is stored. */
export interface GitObject {
  readonly type: 'commit' | 'tree' | 'blob' | 'tag'
  readonly content: Uint8Array
}

interface Pending {
  readonly hash: string
  resolve(object: GitObject): void
  reject(error: unknown): void
}

/** Answers reads of one repository through one `git cat-file`, in the order they were asked. */
export class ObjectReader {
  readonly #child: ChildProcessWithoutNullStreams
  readonly limit: number
  readonly #pending: Pending[] = []
  #buffer: Uint8Array[] = []
  #size = 0
  #current: { readonly type: string; readonly size: number } | undefined
  #failure: Error | undefined

  /** @param limit the largest object that is read, in bytes */
  constructor(gitDir: string, limit: number) {
    this.limit = limit
    this.#child = spawnGit(gitDir, ['cat-file', '--batch'])
    this.#child.stdout.on('data', (part: Buffer) => this.#receive(part))
    this.#child.stderr.resume()
    this.#child.once('error', error => this.#fail(error))
    this.#child.once('close', () => this.#fail(new GitError('the object reader ended')))
  }

  /** Whether it can be asked and nobody waits for an answer. */
  get isIdle(): boolean {
    return this.#failure === undefined && this.#pending.length === 0
  }

  /** @throws GitError of kind `missing-object`, or `too-large` */
  read(hash: string): Promise<GitObject> {
    if (this.#failure) return Promise.reject(this.#failure)
    return new Promise((resolve, reject) => {
      this.#pending.push({ hash, resolve, reject })
      this.#child.stdin.write(`${hash}\n`)
    })
  }

  /** Reads an object that must be of this type. */
  async readAs(type: GitObject['type'], hash: string): Promise<Uint8Array> {
    const object = await this.read(hash)
    if (object.type !== type) throw new GitError(`object ${hash} is a ${object.type}, not a ${type}`)
    return object.content
  }

  /** Whether this process stays as long as the reader is open. */
  keepAlive(isNeeded: boolean): void {
    keepAlive(this.#child, isNeeded)
  }

  close(): void {
    this.#fail(new GitError('the object reader was closed'))
    this.#child.kill()
  }

  #receive(part: Uint8Array): void {
    this.#buffer.push(part)
    this.#size += part.length
    while (this.#pending.length > 0 && this.#answerNext());
  }

  /** `<hash> <type> <size>`, a line end, the content, a line end; or `<hash> missing`. */
  #answerNext(): boolean {
    this.#current ??= this.#readHeader()
    const next = this.#pending[0]
    if (!this.#current || !next) return false
    const { type, size } = this.#current
    if (!isType(type)) {
      this.#settle().reject(new GitError(`object ${next.hash} not found`, 'missing-object'))
      return true
    }
    if (size > this.limit) {
      this.#fail(new GitError(`object ${next.hash} is larger than ${this.limit} bytes`, 'too-large'))
      this.#child.kill()
      return false
    }
    if (this.#size < size + 1) return false
    const content = this.#take(size)
    this.#take(1)
    this.#settle().resolve({ type, content })
    return true
  }

  #settle(): Pending {
    this.#current = undefined
    const next = this.#pending.shift()
    if (!next) throw new TypeError('an answer to no question')
    return next
  }

  /** A header is short: once it is whole, it lies in the first part. */
  #readHeader(): { readonly type: string; readonly size: number } | undefined {
    const end = this.#lineEnd()
    if (end < 0) return undefined
    const line = Buffer.from(this.#take(end)).toString()
    this.#take(1)
    const [, type = '', size = '0'] = line.split(' ')
    return { type, size: Number(size) }
  }

  #lineEnd(): number {
    if (this.#buffer.length > 1 && (this.#buffer[0]?.length ?? 0) < 128) this.#join()
    return this.#buffer[0]?.indexOf(10) ?? -1
  }

  #join(): void {
    this.#buffer = [Buffer.concat(this.#buffer)]
  }

  #take(length: number): Uint8Array {
    if ((this.#buffer[0]?.length ?? 0) < length) this.#join()
    const [first = new Uint8Array(0)] = this.#buffer
    this.#buffer[0] = first.subarray(length)
    this.#size -= length
    return first.subarray(0, length)
  }

  #fail(error: Error): void {
    this.#failure ??= error
    for (const pending of this.#pending.splice(0)) pending.reject(this.#failure)
  }
}

function isType(text: string): text is GitObject['type'] {
  return text === 'commit' || text === 'tree' || text === 'blob' || text === 'tag'
}
