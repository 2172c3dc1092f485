/**
 * The whole way from a commit to a release: an API server, a Git server and controllers in this process, a repository
 * whose folder `apps` is applied, and the real helm beside them.
 * @module
 */
import { join } from 'node:path'
import { crds } from '@sluice/api/crds'
import { HelmRelease, type HelmReleaseStatus } from '@sluice/api/helm'
import { Kustomization } from '@sluice/api/kustomize'
import { GitRepository } from '@sluice/api/source'
import { type GitServer, startGitServer } from '@sluice/io/git-server'
import { createClient, type KubeClient, parseKubeconfig } from '@sluice/kube/client'
import { Kind, type KindInfo, type KubeObject } from '@sluice/kube/meta'
import { type Operator, type OperatorOptions, runOperator } from '@sluice/operator'
import { Clients } from './clients.ts'
import { type Clone, clone, eventually } from './user.ts'

/** The namespace of everything in these stories. */
export const namespace = 'default'

interface Settings extends KubeObject {
  readonly data: Readonly<Record<string, string>>
}
interface Workload extends KubeObject {
  readonly status: { readonly readyReplicas?: number; readonly observedGeneration?: number }
}

export const configMaps = new Kind<Settings>(coreInfo('ConfigMap', 'configmaps'))
export const secrets = new Kind<KubeObject>(coreInfo('Secret', 'secrets'))
export const pods = new Kind<KubeObject>(coreInfo('Pod', 'pods'))
export const deployments = new Kind<Workload>({
  ...coreInfo('Deployment', 'deployments'),
  group: 'apps',
})
export const jobs = new Kind<KubeObject>({ ...coreInfo('Job', 'jobs'), group: 'batch' })

function coreInfo(kind: string, plural: string): KindInfo {
  return { group: '', version: 'v1', kind, plural, namespaced: true }
}

const greeting = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: greeting, namespace: ${namespace}}\n`

/** How long anything may take, on a machine ten times slower than this one. */
const patience = 120_000

/** A HelmRelease as it is, once it is what a test waits for. */
export interface SeenRelease {
  readonly status: HelmReleaseStatus
  readonly generation: number
  /** `Ready`'s status, reason and message. */
  readonly ready: string
  /** `True InstallSucceeded`; empty for a condition that is not there. */
  condition(type: string): string
}

/** What is running, and what a user does with it. */
export class GitOps {
  readonly clients: Clients
  readonly client: KubeClient
  readonly #git: GitServer
  readonly #clone: Clone
  #operator: Operator | undefined

  private constructor(
    clients: Clients,
    { git, clone, client }: { git: GitServer; clone: Clone; client: KubeClient },
  ) {
    this.clients = clients
    this.client = client
    this.#git = git
    this.#clone = clone
  }

  /** Starts everything; the repository holds a greeting. */
  static async start(options: { readonly only?: OperatorOptions['only'] } = {}): Promise<GitOps> {
    const clients = await Clients.start()
    const client = createClient(parseKubeconfig(clients.server.kubeconfig()))
    const definitions = crds() as readonly unknown[] as readonly KubeObject[]
    await Promise.all(definitions.map(crd => client.apply(crd, { fieldManager: 'test', force: true })))
    const git = await startGitServer({ dir: join(clients.folder, 'git') })
    const repository = await clone(await git.createRepository('fleet'), join(clients.folder, 'fleet'))
    const gitOps = new GitOps(clients, { git, clone: repository, client })
    gitOps.#operator = await runOperator({
      connection: parseKubeconfig(clients.server.kubeconfig()),
      only: options.only ?? ['source', 'kustomize', 'helm'],
      storagePath: join(clients.folder, 'artifacts'),
      log: () => {},
    })
    await gitOps.#bootstrap()
    await gitOps.push({ 'apps/greeting.yaml': greeting }, 'Welcome')
    return gitOps
  }

  async stop(): Promise<void> {
    await this.#operator?.stop()
    await this.#git.stop()
    await this.client.close()
    await this.clients.stop()
  }

  /** Address of the repository. */
  get gitUrl(): string {
    return `${this.#git.url}/fleet.git`
  }

  /** Commits and pushes; resolves once the folder `apps` is applied as the commit has it. */
  async push(files: Readonly<Record<string, string | null>>, message: string): Promise<string> {
    const commit = await this.#clone.push(files, message)
    await this.ask(GitRepository, 'fleet')
    await eventually(
      `'${message}' applied`,
      async () => {
        const { status } = await this.get(Kustomization, 'fleet')
        return status?.lastAppliedRevision?.endsWith(commit) ? true : undefined
      },
      patience,
    )
    return commit
  }

  /** An object as it is now. */
  async get<T>(kind: Kind<T>, name: string): Promise<T> {
    // What the API server stores under this kind has this kind's schema.
    return (await this.client.get(kind, namespace, name)) as unknown as T
  }

  /** The same; undefined if there is none. */
  find(kind: KindInfo, name: string): Promise<KubeObject | undefined> {
    return this.client.find(kind, namespace, name)
  }

  /** Waits until there is no such object. */
  async isGone(kind: KindInfo, name: string): Promise<void> {
    const look = async () => ((await this.find(kind, name)) ? undefined : true)
    await eventually(`${kind.kind} ${name} gone`, look, patience)
  }

  /** Asks for a reconciliation, as `flux reconcile` does, and resolves once it is over. */
  async ask(kind: KindInfo, name: string): Promise<void> {
    const requestedAt = `${performance.now()}`
    await this.annotate(kind, name, { 'reconcile.fluxcd.io/requestedAt': requestedAt })
    await eventually(
      `${kind.kind} ${name} reconciled`,
      async () => {
        const { status } = (await this.client.get(kind, namespace, name)) as {
          status?: { lastHandledReconcileAt?: string; conditions?: readonly { type: string }[] }
        }
        if (status?.lastHandledReconcileAt !== requestedAt) return undefined
        return status.conditions?.some(({ type }) => type === 'Reconciling') ? undefined : true
      },
      patience,
    )
  }

  async annotate(
    kind: KindInfo,
    name: string,
    annotations: Readonly<Record<string, string | null>>,
  ): Promise<void> {
    await this.client.patch(kind, namespace, name, { type: 'merge', body: { metadata: { annotations } } })
  }

  /** Waits until a source is not Ready; gives the condition's status, reason and message. */
  isRefused(kind: KindInfo, name: string): Promise<string> {
    const look = async () => {
      const { status } = (await this.client.get(kind, namespace, name)) as { status?: HelmReleaseStatus }
      const ready = formatReady(status)
      return ready.startsWith('False ') ? ready : undefined
    }
    return eventually(`${kind.kind} ${name} refused`, look, patience)
  }

  /** Waits until a HelmRelease is Ready as its spec is now, and as `holds` says. */
  isReleased(name: string, holds: (seen: SeenRelease) => boolean = () => true): Promise<SeenRelease> {
    return this.release(name, seen => seen.ready.startsWith('True ') && holds(seen))
  }

  /** Waits until a HelmRelease whose newest generation was looked at is as `holds` says. */
  release(name: string, holds: (seen: SeenRelease) => boolean): Promise<SeenRelease> {
    let last = 'none'
    const look = async () => {
      const object = await this.get(HelmRelease, name)
      const seen = see(object)
      last = `${seen.ready}, ${JSON.stringify(object.status?.history?.map(each => `v${each.version} ${each.status}`))}`
      const isCurrent = seen.generation === object.status?.observedGeneration
      return isCurrent && holds(seen) ? seen : undefined
    }
    return eventually(`HelmRelease ${name}`, look, patience).catch(error => {
      throw new Error(`${error.message}; it was: ${last}`, { cause: error })
    })
  }

  /** The two objects that lead from the repository to the cluster; the first push wakes them. */
  async #bootstrap(): Promise<void> {
    const metadata = { name: 'fleet', namespace }
    const source = { url: this.gitUrl, ref: { branch: 'main' }, interval: '1h' }
    const apply = {
      sourceRef: { kind: 'GitRepository', name: 'fleet' },
      path: './apps',
      prune: true,
      interval: '1h',
    }
    const objects = [
      { apiVersion: GitRepository.apiVersion, kind: 'GitRepository', metadata, spec: source },
      { apiVersion: Kustomization.apiVersion, kind: 'Kustomization', metadata, spec: apply },
    ]
    for (const object of objects) await this.client.apply(object, { fieldManager: 'test' })
  }
}

function see({ metadata, status }: HelmRelease): SeenRelease {
  return {
    status: status ?? {},
    generation: metadata.generation ?? 0,
    ready: formatReady(status),
    condition: type => {
      const condition = status?.conditions?.find(each => each.type === type)
      return condition ? `${condition.status} ${condition.reason}` : ''
    },
  }
}

function formatReady(status: HelmReleaseStatus | undefined): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  return ready ? `${ready.status} ${ready.reason}: ${ready.message}` : ''
}
