/**
 * The sandbox is killed (SIGKILL) and restarted at random moments while commits land. At the end the cluster is what
 * Git says, and nothing is left that Git does not have. `SLUICE_KILL_ROUNDS` sets the number of rounds,
 * `SLUICE_KILL_SEED` repeats a run.
 * @module
 */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, parseKubeconfig } from '@sluice/kube/client'
import { Kind } from '@sluice/kube/meta'
import { randomFrom } from './support/random.ts'
import {
  type Clone,
  clone,
  eventually,
  mainFile,
  readText,
  sandboxPort,
  scratchFolder,
  sluice,
} from './support/user.ts'

const rounds = Number(process.env['SLUICE_KILL_ROUNDS'] ?? 6)
const seed = Number(process.env['SLUICE_KILL_SEED'] ?? Date.now() % 100_000)
const port = sandboxPort()
const configMaps = new Kind({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
})

test(`the cluster equals Git after ${rounds} kills and restarts (seed ${seed})`, {
  timeout: rounds * 60_000 + 120_000,
}, async () => {
  using folder = scratchFolder()
  const data = join(`${folder}`, 'data')
  const random = randomFrom(seed)
  let sandbox = await startSandbox(data)
  try {
    const repository = await clone((await status(data)).gitUrl, join(`${folder}`, 'clone'))
    const wanted = new Map<string, string>()
    for (let round = 0; round < rounds; round++) {
      const isPushed = pushRandomly(repository, { wanted, random, round })
      await sleep(random() * 400)
      if (random() < 0.5) await isPushed
      sandbox.kill('SIGKILL')
      await once(sandbox, 'exit')
      const landed = await isPushed
      sandbox = await startSandbox(data)
      if (!landed)
        await eventually(
          'the push',
          () =>
            repository.push({}, 'again').then(
              () => true,
              () => undefined,
            ),
          120_000,
        )
    }
    await eventually('everything Ready', async () => ((await status(data)).ready ? true : undefined), 120_000)
    await eventually(
      'the cluster as Git says',
      async () => {
        assert.deepEqual(await appliedConfigMaps(data), wanted)
        return true
      },
      120_000,
    )
  } finally {
    sandbox.kill('SIGKILL')
  }
})

/** Adds, changes and removes some of ten ConfigMaps, and pushes. False if the push did not get through. */
async function pushRandomly(
  repository: Clone,
  { wanted, random, round }: { wanted: Map<string, string>; random: () => number; round: number },
): Promise<boolean> {
  const files: Record<string, string | null> = {}
  for (let i = 0; i < 10; i++) {
    const name = `pot-${i}`
    const file = `apps/staging/${name}.yaml`
    const dice = random()
    if (dice < 0.4) {
      const value = `round ${round}`
      files[file] = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  value: ${value}\n`
      wanted.set(name, value)
    } else if (dice < 0.6 && wanted.delete(name)) files[file] = null
  }
  const resources = ['../base', ...[...wanted.keys()].sort().map(name => `${name}.yaml`)]
  files['apps/staging/kustomization.yaml'] =
    `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: staging\nresources:\n${resources.map(r => `  - ${r}\n`).join('')}configMapGenerator:\n  - name: menu\n    envs:\n      - menu.properties\n`
  try {
    await repository.push(files, `Round ${round}`)
    return true
  } catch {
    return false
  }
}

async function appliedConfigMaps(data: string): Promise<Map<string, string>> {
  const client = createClient(parseKubeconfig(readText((await status(data)).kubeconfig)))
  try {
    const { items } = await client.list(configMaps, {
      namespace: 'staging',
      labelSelector: 'kustomize.toolkit.fluxcd.io/name=staging',
    })
    const pots = items.filter(item => item.metadata.name.startsWith('pot-'))
    return new Map(pots.map(item => [item.metadata.name, (item['data'] as { value: string }).value]))
  } finally {
    await client.close()
  }
}

async function startSandbox(data: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [mainFile, 'sandbox', 'up', '--port', port, '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout?.on('data', chunk => (output += chunk))
  const isUp = async () => {
    if (child.exitCode !== null) throw new Error(`the sandbox ended with ${child.exitCode}: ${output}`)
    return (await status(data)).gitUrl ? true : undefined
  }
  await eventually('the API server', isUp, 120_000)
  return child
}

async function status(data: string): Promise<{ ready: boolean; gitUrl: string; kubeconfig: string }> {
  return JSON.parse(await sluice('sandbox', 'status', '--data', data, '-o', 'json'))
}
