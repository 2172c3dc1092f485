/** A GitRepository, the store and the server it is reconciled with. @module */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { GitRepository, GitRepositorySpec } from '@sluice/api/source'
import { treeOfTarGz } from '@sluice/base/tar'
import { type ArtifactStore, openArtifactStore } from '@sluice/io/artifact-store'
import { openRepository } from '@sluice/io/git'
import { type GitServer, startGitServer } from '@sluice/io/git-server'
import { type Reconciled, reconcileOnce } from '@sluice/kube/runtime'
import { cacheFolder, dropCacheFolder } from '../src/git-cache.ts'
import type { Deps } from '../src/git-repository/deps.ts'
import { cloudLogin } from '../src/git-repository/providers/cloud-login.ts'
import { githubAppLogin } from '../src/git-repository/providers/github-app.ts'
import { gitRepositoryReconciler } from '../src/git-repository/reconciler.ts'
import { SecretNotFound } from '../src/secrets/secret-data.ts'
import { identitiesOf } from './identities.ts'

const run = promisify(execFile)

export class Fixture {
  readonly dir = mkdtempSync(join(tmpdir(), 'source-test-'))
  readonly secrets = new Map<string, Readonly<Record<string, string>>>()
  readonly repositories = new Map<string, GitRepository>()
  limits = { entries: 1000, bytes: 10 * 1024 ** 2 }
  /** The time of logins. */
  now = Date.parse('2026-01-01T00:00:00Z')
  identities = identitiesOf()
  readonly #github = githubAppLogin(() => this.now)
  #server: GitServer | undefined
  #store: ArtifactStore | undefined
  #clock = 1_767_225_600

  async start(): Promise<void> {
    this.#server = await startGitServer({ dir: join(this.dir, 'repositories') })
    this.#store = await openArtifactStore({
      dir: join(this.dir, 'store'),
      address: 'source.test',
      retention: { ttl: 60_000, records: 2 },
      algorithm: 'sha256',
      maxBytes: 10 * 1024 ** 2,
      now: Date.now,
    })
  }

  async stop(): Promise<void> {
    await this.#server?.stop()
    rmSync(this.dir, { recursive: true, force: true })
  }

  get server(): GitServer {
    if (!this.#server) throw new Error('not started')
    return this.#server
  }

  get store(): ArtifactStore {
    if (!this.#store) throw new Error('not started')
    return this.#store
  }

  /** Commits files (null deletes) to a branch of a repository on the server; gives the commit's hash. */
  async push(
    name: string,
    change: {
      files?: Readonly<Record<string, string | null>>
      message?: string
      tag?: string
      branch?: string
    },
  ): Promise<string> {
    const url = await this.server.createRepository(name)
    const tree = join(this.dir, 'trees', name)
    mkdirSync(tree, { recursive: true })
    const date = `${this.#clock++} +0000`
    const git = async (...args: readonly string[]) => {
      const identity = { NAME: 'Test', EMAIL: 'test@example.com', DATE: date }
      const env = Object.entries(identity).flatMap(([key, value]) => [
        [`GIT_AUTHOR_${key}`, value],
        [`GIT_COMMITTER_${key}`, value],
      ])
      const { stdout } = await run('git', [...args], {
        cwd: tree,
        env: {
          PATH: process.env['PATH'],
          HOME: this.dir,
          GIT_CONFIG_GLOBAL: '/dev/null',
          ...Object.fromEntries(env),
        },
      })
      return stdout.trim()
    }
    await git('init', '-q', '-b', 'main')
    if (change.branch) await git('checkout', '-q', '-B', change.branch)
    for (const [path, content] of Object.entries(change.files ?? {})) {
      if (content === null) rmSync(join(tree, path), { recursive: true })
      else {
        mkdirSync(dirname(join(tree, path)), { recursive: true })
        writeFileSync(join(tree, path), content)
      }
    }
    await git('add', '-A')
    await git('commit', '-q', '--allow-empty', '-m', change.message ?? 'change')
    if (change.tag) await git('tag', '-f', change.tag)
    await git('push', '-q', '-f', '--all', url)
    await git('push', '-q', '-f', '--tags', url)
    return git('rev-parse', 'HEAD')
  }

  url(name: string): string {
    return `${this.server.url}/${name}.git`
  }

  /** A new object that fetches `main` of a repository. */
  object(name: string, spec: Partial<GitRepositorySpec> = {}): GitRepository {
    return {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name, namespace: 'ns', generation: 1, uid: name, finalizers: ['finalizers.fluxcd.io'] },
      spec: { url: this.url(name), interval: '1h', timeout: '60s', ref: { branch: 'main' }, ...spec },
      status: { observedGeneration: -1 },
    } as GitRepository
  }

  deps(): Deps {
    const cache = join(this.dir, 'cache')
    const owner = ({ metadata: { namespace = '', name } }: GitRepository) => ({ namespace, name })
    return {
      store: this.store,
      requeueDependency: 30_000,
      getSecret: async (_namespace, name) => {
        const secret = this.secrets.get(name)
        if (!secret) throw new SecretNotFound(`secrets "${name}" not found`)
        return Object.fromEntries(Object.entries(secret).map(([key, value]) => [key, Buffer.from(value)]))
      },
      identities: this.identities,
      providers: {
        github: this.#github,
        aws: cloudLogin(this.identities.cloud, 'aws'),
        azure: cloudLogin(this.identities.cloud, 'azure'),
      },
      findRepository: (_namespace, name) => this.repositories.get(name),
      openRepository: async (repo, remote, signal) => {
        const cacheDir = await cacheFolder(cache, owner(repo), remote.url)
        return openRepository({ remote, cacheDir, limits: this.limits, signal })
      },
      dropCache: repo => dropCacheFolder(cache, owner(repo)),
    }
  }

  /** One reconciliation, after which the object can be looked up by others. */
  async reconcile(
    object: GitRepository,
  ): Promise<Reconciled<GitRepository> & { readonly object: GitRepository }> {
    const done = await reconcileOnce(gitRepositoryReconciler(this.deps()), object)
    const after = done.object ?? object
    this.repositories.set(after.metadata.name, after)
    return { ...done, object: after }
  }

  /** The files of the stored artifact. */
  filesOf(object: GitRepository): readonly string[] {
    const path = object.status?.artifact?.path ?? ''
    return treeOfTarGz(readFileSync(join(this.store.dir, path))).paths()
  }
}

/** The object with another spec, of the next generation. */
export function changed(object: GitRepository, spec: Partial<GitRepositorySpec>): GitRepository {
  const generation = (object.metadata.generation ?? 0) + 1
  return {
    ...object,
    metadata: { ...object.metadata, generation },
    spec: { ...object.spec, ...spec },
  } as GitRepository
}

/** Conditions as `Type=Status Reason: message`, in their order. */
export function conditionsOf(object: GitRepository): readonly string[] {
  return (object.status?.conditions ?? []).map(
    ({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`,
  )
}
