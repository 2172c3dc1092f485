/** What a benchmark works with: API server and controllers as processes of their own, a Git server, a repository. @module */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { crds } from '@sluice/api/crds'
import { Kustomization } from '@sluice/api/kustomize'
import { GitRepository } from '@sluice/api/source'
import { startGitServer } from '@sluice/io/git-server'
import { createClient, type KubeClient, parseKubeconfig } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import { kubeconfigFor } from './kubeconfig.ts'
import { type Served, serve } from './processes.ts'

export const namespace = 'bench'

export interface Stage {
  readonly client: KubeClient
  readonly processes: readonly Served[]
  readonly gitUrl: string
  push(files: Readonly<Record<string, string>>): string
}

export async function withStage(work: (stage: Stage) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  const [port, token] = [21_000 + Math.floor(Math.random() * 9000), randomBytes(8).toString('hex')]
  const processes: Served[] = []
  const git = await startGitServer({ dir: join(folder, 'git'), port: 0 })
  try {
    processes.push(await serve('apiserver', ['apiserver', '--port', String(port), '--token', token]))
    const kubeconfig = join(folder, 'kubeconfig')
    writeFileSync(kubeconfig, kubeconfigFor(`https://127.0.0.1:${port}`, token))
    const client = createClient(parseKubeconfig(kubeconfigFor(`https://127.0.0.1:${port}`, token)))
    for (const crd of crds())
      await client.apply(crd as unknown as KubeObject, { fieldManager: 'bench', force: true })
    processes.push(
      await serve('controllers', [
        'controllers',
        '--kubeconfig',
        kubeconfig,
        '--storage-path',
        join(folder, 'artifacts'),
      ]),
    )
    await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
    await work({ client, processes, gitUrl: `${git.url}/fleet.git`, push: pusher(folder) })
    await client.close()
  } finally {
    for (const served of processes.reverse()) await served.stop()
    await git.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Commits straight into the bare repository that the Git server serves. */
function pusher(folder: string): Stage['push'] {
  const [bare, tree] = [join(folder, 'git', 'fleet.git'), join(folder, 'tree')]
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args], {
      cwd: tree,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim()
  mkdirSync(tree, { recursive: true })
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare])
  git('init', '--quiet', '--initial-branch=main')
  git('remote', 'add', 'origin', bare)
  return files => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true })
      writeFileSync(join(tree, path), text)
    }
    git('add', '--all')
    git('commit', '--quiet', '--message', 'change')
    git('push', '--quiet', 'origin', 'main')
    return git('rev-parse', 'HEAD')
  }
}

export async function createSource({ client, gitUrl }: Stage, interval: string): Promise<void> {
  await client.create({
    apiVersion: GitRepository.apiVersion,
    kind: 'GitRepository',
    metadata: { name: 'fleet', namespace },
    spec: { interval, url: gitUrl, ref: { branch: 'main' } },
  })
}

export function kustomization(
  name: string,
  interval: string,
  spec: Readonly<Record<string, string>>,
): KubeObject {
  return {
    apiVersion: Kustomization.apiVersion,
    kind: 'Kustomization',
    metadata: { name, namespace },
    spec: {
      interval,
      prune: true,
      path: './app',
      targetNamespace: namespace,
      sourceRef: { kind: 'GitRepository', name: 'fleet' },
      ...spec,
    },
  }
}

export async function wake(client: KubeClient): Promise<void> {
  const body = { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': new Date().toISOString() } } }
  await client.patch(GitRepository, namespace, 'fleet', { type: 'merge', body })
}
