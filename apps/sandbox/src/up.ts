/**
 * `sluice sandbox up`: starts the parts in order (API server, Git server, controllers), puts the sample repository
 * and its two root objects in place, and tells what happens from then on.
 * @module
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crds } from '@sluice/api/crds'
import { type ApiServer, startApiServer } from '@sluice/apiserver'
import { type GitServer, startGitServer } from '@sluice/io/git-server'
import { type ConnectionConfig, createClient, type KubeClient, parseKubeconfig } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import { type Operator, runOperator } from '@sluice/operator'
import { bootstrapObjects } from './manifests.ts'
import type { Narrator } from './narrator.ts'
import { choosePorts } from './ports.ts'
import { seedRepository } from './seed-repository.ts'
import {
  clearState,
  isRunning,
  readState,
  removeState,
  type SandboxPorts,
  stateDirectory,
  writeState,
} from './state.ts'
import { tellStory } from './story.ts'
import { wakeSources } from './wake.ts'

/** How to start a sandbox. */
export interface SandboxOptions {
  /** The API server's port; the Git server, the artifact server and the webhook receiver take the three behind it. */
  readonly port?: number | undefined
  /** Where to keep everything. Without it nothing outlives the sandbox. */
  readonly dataDir?: string | undefined
  readonly narrator: Narrator
  /** Controllers' log lines; none unless given. */
  readonly log?: ((line: string) => void) | undefined
}

/** A running sandbox. */
export interface Sandbox {
  readonly apiServer: string
  /** Path of the kubeconfig file. */
  readonly kubeconfig: string
  readonly gitUrl: string
  stop(): Promise<void>
}

const sampleRepository = 'sample'

/** Starts a sandbox. Resolves when every part is up; what follows is told by the narrator as it happens. */
export async function sandboxUp(options: SandboxOptions): Promise<Sandbox> {
  const { narrator } = options
  const dir = stateDirectory(options.dataDir)
  const last = readState(dir)
  if (last && isRunning(last))
    throw new Error(
      `a sandbox is already running here (process ${last.pid}, ${last.apiServer}); 'sluice sandbox down' ends it`,
    )
  if (options.dataDir === undefined) removeState(dir)

  const started = performance.now()
  // Only what is kept needs the ports of the last time: URLs in its objects name them.
  const ports = await choosePorts(options.port, options.dataDir === undefined ? undefined : last?.ports)
  const gitUrl = `http://127.0.0.1:${ports.git}/${sampleRepository}.git`
  const kubeconfig = join(dir, 'kubeconfig')
  const state = {
    pid: process.pid,
    apiServer: `https://127.0.0.1:${ports.api}`,
    kubeconfig,
    gitUrl,
    ports,
    startedAt: new Date().toISOString(),
    isListening: false,
  }
  writeState(dir, state)

  const parts: { stop(): Promise<unknown> }[] = []
  const stop = async (): Promise<void> => {
    for (const part of parts.splice(0).reverse()) await part.stop()
    clearState(dir)
  }
  try {
    narrator.title('Sluice sandbox')
    const { apiServer, client } = await startCluster(dir, ports, options)
    parts.push(apiServer, { stop: () => client.close() })
    parts.push(await startGit(dir, ports, { client, narrator }))
    writeState(dir, { ...state, isListening: true })
    parts.push(
      await startControllers(dir, ports, { ...options, connection: parseKubeconfig(apiServer.kubeconfig()) }),
    )
    const story = tellStory(client, { narrator, started, gitUrl, kubeconfig })
    parts.push(story)
    for (const object of bootstrapObjects(gitUrl))
      await client.apply(object, { fieldManager: 'sluice', force: true })
  } catch (error) {
    await stop()
    throw error
  }
  return { apiServer: `https://127.0.0.1:${ports.api}`, kubeconfig, gitUrl, stop }
}

async function startCluster(
  dir: string,
  ports: SandboxPorts,
  { dataDir, narrator }: SandboxOptions,
): Promise<{ readonly apiServer: ApiServer; readonly client: KubeClient }> {
  const began = performance.now()
  const stored = dataDir === undefined ? {} : { dataDir: join(dir, 'apiserver') }
  const apiServer = await startApiServer({ port: ports.api, workloads: true, ...stored })
  writeFileSync(join(dir, 'kubeconfig'), apiServer.kubeconfig(), { mode: 0o600 })
  const client = createClient(parseKubeconfig(apiServer.kubeconfig()))
  narrator.done('Kubernetes API', apiServer.url, performance.now() - began)
  const applying = performance.now()
  const definitions = crds() as readonly unknown[] as readonly KubeObject[]
  await Promise.all(definitions.map(crd => client.apply(crd, { fieldManager: 'sluice', force: true })))
  narrator.done('custom resources', `${definitions.length} kinds`, performance.now() - applying)
  return { apiServer, client }
}

async function startGit(
  dir: string,
  ports: SandboxPorts,
  to: { client: KubeClient; narrator: Narrator },
): Promise<GitServer> {
  const began = performance.now()
  const root = join(dir, 'git')
  const server = await startGitServer({
    dir: root,
    port: ports.git,
    createsOnPush: true,
    onPush: ({ repository }) => {
      // Sources look by themselves within their interval: a wake-up that fails ends nothing.
      wakeSources(to.client, `http://127.0.0.1:${ports.git}/${repository}`).catch((error: unknown) => {
        to.narrator.line(
          `cannot wake the sources of '${repository}': ${error instanceof Error ? error.message : error}`,
        )
      })
    },
  })
  await server.createRepository(sampleRepository)
  await seedRepository(join(root, `${sampleRepository}.git`))
  to.narrator.done('Git server', `${server.url}/${sampleRepository}.git`, performance.now() - began)
  return server
}

async function startControllers(
  dir: string,
  ports: SandboxPorts,
  options: SandboxOptions & { readonly connection: ConnectionConfig },
): Promise<Operator> {
  const began = performance.now()
  const operator = await runOperator({
    correctDriftAtOnce: true,
    connection: options.connection,
    storagePath: join(dir, 'artifacts'),
    gitCachePath: join(dir, 'git-cache'),
    artifactPort: ports.artifacts,
    receiverPort: ports.receiver,
    ...(options.log ? { log: options.log } : { log: () => {} }),
  })
  options.narrator.done('controllers', operator.controllers.join(', '), performance.now() - began)
  return operator
}
