/**
 * A remote repository: what it has (`find`), and the files of a commit (`fetch`). What was fetched stays in a cache,
 * so that a remote that has not changed costs one request, and one that has costs what is new.
 * @module
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { digestOf } from '@sluice/base/digest'
import { type Checkout, type CheckoutLimits, type Gitlink, type Listing, listTree } from './checkout.ts'
import { connect } from './connect.ts'
import { GitError } from './errors.ts'
import { GitProcesses } from './git-processes.ts'
import type { ObjectReader } from './object-reader.ts'
import { ObjectStore } from './object-store.ts'
import { type Commit, parseCommit, type Tag } from './objects.ts'
import type { Connection, Remote } from './remote.ts'
import { addSubmodules } from './submodules.ts'
import { findTarget, type GitRef, type Target, type Tip } from './target.ts'

export interface OpenOptions {
  readonly remote: Remote
  /** A folder for this remote and user alone. */
  readonly cacheDir: string
  readonly limits: CheckoutLimits
  readonly signal: AbortSignal
  /** Programs to use again; each fetch starts its own unless given. */
  readonly processes?: GitProcesses
}

/** What to take of a commit. */
export interface FetchOptions {
  readonly recurseSubmodules?: boolean
  /** Prefixes of paths; everything if undefined. */
  readonly only?: readonly string[]
}

/** The files of a commit, and the reference that led to it. */
export interface Fetched extends Checkout {
  /** Full name; undefined for a commit that was asked for by hash alone. */
  readonly reference: string | undefined
}

/** An open conversation with a remote, good for one fetch. */
export interface Repository {
  readonly isEmpty: boolean
  /** What a reference means here. @throws GitError if nothing */
  find(ref: GitRef): Target
  /** @throws GitError if the commit is not there, too large or hostile */
  fetch(target: Target, options?: FetchOptions): Promise<Fetched>
  close(): Promise<void>
}

/** Deeper nesting of submodules is left alone. */
const maxDepth = 10

/** Connects to the remote. @throws GitError or NetworkError */
export async function openRepository(options: OpenOptions): Promise<Repository> {
  return open(options, maxDepth)
}

async function open(options: OpenOptions, depth: number): Promise<Repository> {
  const connection = await connect(options.remote, options.signal)
  const { advertisement } = connection
  return {
    isEmpty: advertisement.refs.size === 0,
    find: ref => findTarget(ref, advertisement),
    fetch: (target, wanted = {}) =>
      fetchTarget({ processes: new GitProcesses(), ...options, connection, depth }, target, wanted),
    close: () => connection.close(),
  }
}

interface Session extends OpenOptions {
  readonly connection: Connection
  readonly depth: number
  readonly processes: GitProcesses
}

async function fetchTarget(session: Session, target: Target, wanted: FetchOptions): Promise<Fetched> {
  try {
    return await checkOut(session, target, wanted)
  } catch (error) {
    if (!(error instanceof GitError) || error.kind !== 'missing-object') throw error
    // The cache lacks what it should hold: without it everything is asked for again.
    await rm(session.cacheDir, { recursive: true, force: true })
    const connection = await connect(session.remote, session.signal)
    try {
      return await checkOut({ ...session, connection }, target, wanted)
    } finally {
      await connection.close()
    }
  }
}

async function checkOut(session: Session, target: Target, wanted: FetchOptions): Promise<Fetched> {
  const { reader, release, commit, tag, reference } = await receive(session, target)
  try {
    const listing = await listTree(reader, commit.tree, { only: wanted.only, limits: session.limits })
    const checkout = { commit, reference, ...(tag ? { tag } : {}) }
    if (!wanted.recurseSubmodules || session.depth === 0 || listing.submodules.length === 0) {
      return { ...checkout, entries: listing.entries, ...closing(release) }
    }
    const full = await withSubmodules(session, release, { commit, listing })
    return { ...checkout, entries: full.entries, ...closing(full.close) }
  } catch (error) {
    release()
    throw error
  }
}

function closing(close: () => void): Pick<Checkout, 'close' | typeof Symbol.dispose> {
  return { close, [Symbol.dispose]: close }
}

interface Received {
  readonly reader: ObjectReader
  readonly release: () => void
  readonly commit: Commit
  readonly tag?: Tag
  readonly reference: string | undefined
}

function receive(session: Session, target: Target): Promise<Received> {
  if (target.type === 'tip') return receiveTips(session, target.candidates)
  const { commit, tips, reference } = target
  if (!/^[0-9a-f]{40}$|^[0-9a-f]{64}$/.test(commit)) throw commitNotFound(commit)
  const { capabilities } = session.connection.advertisement
  // Where the remote lets us name any commit, its history need not be fetched to find it; unless a branch must hold it.
  const isNamed = tips.includes(commit)
  const isAllowed = [...capabilities].some(each => /^allow-(reachable|any)-sha1-in-want$/.test(each))
  if (isNamed || (isAllowed && tips.length !== 1)) {
    return receiveTips(session, [{ reference: reference ?? '', commit }]).then(
      received => ({ ...received, reference }),
      error => {
        throw error instanceof GitError && /not our ref/.test(error.message) ? commitNotFound(commit) : error
      },
    )
  }
  return receiveHistory(session, target)
}

function commitNotFound(commit: string): GitError {
  return new GitError(`unable to resolve commit object for '${commit}': object not found`, 'unresolved')
}

/** Fetches the heads alone, without their history. */
async function receiveTips(session: Session, tips: readonly [Tip, ...Tip[]]): Promise<Received> {
  const store = await ObjectStore.open(join(session.cacheDir, 'tips'), session.processes)
  const { reader, release } = store.reader(session.limits.bytes)
  try {
    const { commits, tags, shallow } = store.state
    const has = ({ commit, tag }: Tip) =>
      commits.includes(commit) && (tag === undefined || tags.includes(tag))
    const missing = tips.filter(tip => !has(tip))
    if (missing.length > 0) {
      const wants = [...new Set(missing.map(tip => tip.tag ?? tip.commit))]
      const boundary = await download(session, store, { wants, haves: commits, shallow, depth: 1 })
      await store.note({
        commits: union(
          missing.map(tip => tip.commit),
          commits,
        ),
        tags: union(
          missing.flatMap(tip => tip.tag ?? []),
          tags,
        ),
        shallow: union(boundary, shallow),
      })
    }
    const read = await Promise.all(
      tips.map(async tip => ({ tip, commit: await readCommit(reader, tip.commit) })),
    )
    const [first, ...rest] = read
    if (!first) throw new TypeError('no tips')
    const newest = rest.reduce(
      (best, next) => (next.commit.committedAt > best.commit.committedAt ? next : best),
      first,
    )
    const tag = newest.tip.tag ? await readTag(reader, newest.tip.tag, newest.tip.reference) : undefined
    return {
      reader,
      release,
      commit: newest.commit,
      reference: newest.tip.reference,
      ...(tag ? { tag } : {}),
    }
  } catch (error) {
    release()
    throw error
  }
}

async function receiveHistory(
  session: Session,
  { commit, tips, reference }: Extract<Target, { type: 'history' }>,
): Promise<Received> {
  const store = await ObjectStore.open(join(session.cacheDir, 'history'), session.processes)
  const { commits } = store.state
  const wants = tips.filter(tip => !commits.includes(tip))
  if (wants.length > 0) {
    await download(session, store, { wants, haves: commits, shallow: [] })
    await store.note({ commits: union(wants, commits), tags: [], shallow: [] })
  }
  if (!(await store.isReachable(commit, tips))) throw commitNotFound(commit)
  const { reader, release } = store.reader(session.limits.bytes)
  try {
    return { reader, release, commit: await readCommit(reader, commit), reference }
  } catch (error) {
    release()
    throw error
  }
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])]
}

/** Asks for objects and stores them. The programs start while the remote is still thinking. */
async function download(
  { connection, limits, signal }: Session,
  store: ObjectStore,
  request: Parameters<Connection['fetch']>[0],
): Promise<readonly string[]> {
  let boundary: readonly string[] = []
  async function* pack() {
    const answer = await connection.fetch(request)
    boundary = answer.shallow
    yield* answer.pack
  }
  await store.receive(pack(), limits.bytes, signal)
  store.prepare()
  return boundary
}

async function readCommit(reader: ObjectReader, hash: string): Promise<Commit> {
  return parseCommit(hash, await reader.readAs('commit', hash))
}

async function readTag(reader: ObjectReader, hash: string, reference: string): Promise<Tag | undefined> {
  const object = await reader.read(hash)
  const name = reference.replace(/^refs\/tags\//, '')
  return object.type === 'tag' ? { hash, name, encoded: object.content } : undefined
}

function withSubmodules(
  session: Session,
  release: () => void,
  { commit, listing }: { commit: Commit; listing: Listing },
): Promise<Pick<Checkout, 'entries' | 'close'>> {
  return addSubmodules(listing, {
    parent: session.remote,
    commit: commit.hash,
    close: release,
    fetch: async (remote: Remote, { commit: wanted }: Gitlink) => {
      const name = digestOf(remote.url).slice('sha256:'.length, 'sha256:'.length + 32)
      const cacheDir = join(session.cacheDir, 'modules', name)
      const nested = await open({ ...session, remote, cacheDir }, session.depth - 1)
      try {
        const target = nested.find({ commit: wanted })
        return await nested.fetch(target, { recurseSubmodules: true })
      } finally {
        await nested.close()
      }
    },
  })
}
