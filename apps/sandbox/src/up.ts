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
import { listenAt, portOf, type WantedPorts, wantedPorts } from './ports.ts'
import { seedRepository } from './seed-repository.ts'
import { clearState, isRunning, readState, removeState, stateDirectory, writeState } from './state.ts'
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
  const wanted = wantedPorts(options.port, options.dataDir === undefined ? undefined : last?.ports)
  const kubeconfig = join(dir, 'kubeconfig')
  const { isFirm, ...ports } = wanted
  const state = {
    pid: process.pid,
    apiServer: `https://127.0.0.1:${ports.api}`,
    kubeconfig,
    gitUrl: gitUrlAt(ports.git),
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
    const { apiServer, client } = await startCluster(dir, wanted, options)
    parts.push(apiServer, { stop: () => client.close() })
    const git = await startGit(dir, wanted, { client, narrator })
    parts.push(git)
    const gitUrl = gitUrlAt(portOf(git.url))
    const listening = {
      ...state,
      apiServer: `https://127.0.0.1:${apiServer.port}`,
      gitUrl,
      ports: { ...ports, api: apiServer.port, git: portOf(git.url) },
      isListening: true,
    }
    writeState(dir, listening)
    const connection = parseKubeconfig(apiServer.kubeconfig())
    const operator = await startControllers(dir, wanted, { ...options, connection })
    parts.push(operator)
    const { artifactUrl, receiverUrl } = operator
    const others = { artifacts: portOf(artifactUrl), receiver: portOf(receiverUrl) }
    writeState(dir, { ...listening, ports: { ...listening.ports, ...others } })
    const story = tellStory(client, { narrator, started, gitUrl, kubeconfig })
    parts.push(story)
    for (const object of bootstrapObjects(gitUrl))
      await client.apply(object, { fieldManager: 'sluice', force: true })
    return { apiServer: listening.apiServer, kubeconfig, gitUrl, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function gitUrlAt(port: number): string {
  return `http://127.0.0.1:${port}/${sampleRepository}.git`
}

async function startCluster(
  dir: string,
  ports: WantedPorts,
  { dataDir, narrator }: SandboxOptions,
): Promise<{ readonly apiServer: ApiServer; readonly client: KubeClient }> {
  const began = performance.now()
  const stored = dataDir === undefined ? {} : { dataDir: join(dir, 'apiserver') }
  const apiServer = await listenAt(ports.api, ports, port =>
    startApiServer({ port, workloads: true, ...stored }),
  )
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
  ports: WantedPorts,
  to: { client: KubeClient; narrator: Narrator },
): Promise<GitServer> {
  const began = performance.now()
  const root = join(dir, 'git')
  const wake = (repository: string) => {
    // Sources look by themselves within their interval: a wake-up that fails ends nothing.
    wakeSources(to.client, `${server.url}/${repository}`).catch((error: unknown) => {
      to.narrator.line(
        `cannot wake the sources of '${repository}': ${error instanceof Error ? error.message : error}`,
      )
    })
  }
  const onPush = ({ repository }: { readonly repository: string }) => wake(repository)
  const server = await listenAt(ports.git, ports, port =>
    startGitServer({ dir: root, port, createsOnPush: true, onPush }),
  )
  await server.createRepository(sampleRepository)
  await seedRepository(join(root, `${sampleRepository}.git`))
  to.narrator.done('Git server', `${server.url}/${sampleRepository}.git`, performance.now() - began)
  return server
}

async function startControllers(
  dir: string,
  ports: WantedPorts,
  options: SandboxOptions & { readonly connection: ConnectionConfig },
): Promise<Operator> {
  const began = performance.now()
  const operator = await listenAt(ports.artifacts, ports, () =>
    runOperator({
      correctDriftAtOnce: true,
      // Who installs Flux with source-watcher has it so.
      externalArtifacts: true,
      connection: options.connection,
      storagePath: join(dir, 'artifacts'),
      gitCachePath: join(dir, 'git-cache'),
      artifactPort: ports.artifacts,
      receiverPort: ports.receiver,
      takesOtherPorts: !ports.isFirm,
      log: options.log ?? (() => {}),
    }),
  )
  options.narrator.done('controllers', operator.controllers.join(', '), performance.now() - began)
  return operator
}
