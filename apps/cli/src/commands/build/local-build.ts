/**
 * Builds local files as kustomize-controller would build them from an artifact: the kustomization file is generated
 * where there is none, the spec is merged into it, variables are replaced, owner labels are set.
 * @module
 */
import { statSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { Kustomization, ManagedBy } from '@sluice/api/kustomize'
import type { FileTree, Resource } from '@sluice/base/flow'
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { isNotFound } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import { buildKustomization, KustomizeError } from '@sluice/kustomize'
import { generateKustomization, type SourceTree } from '@sluice/kustomize-controller'
import type { Context } from '../../context.ts'
import { diskTree } from '../../disk-tree.ts'
import { fieldAt, textAt } from '../../kinds/fields.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import type { localBuildFlags } from './flags.ts'
import { withoutIgnored } from './ignore-tree.ts'
import { maskSops } from './mask-sops.ts'
import { readKustomizationFile } from './read-kustomization-file.ts'
import { replaceVariables } from './replace-variables.ts'
import { repositoryRoot } from './repository-root.ts'

/** A context with the flags of local builds. */
export type BuildContext = Context<typeof localBuildFlags>

/** How to build. */
export interface LocalBuildOptions {
  /** Without a cluster: variables of ConfigMaps and Secrets are left out. */
  readonly dryRun: boolean
  /** A Kustomization that the cluster does not have is taken as new. */
  readonly ignoreNotFound?: boolean
  /** The Kustomization, where another build made it. */
  readonly kustomization?: Kustomization
}

/** What was built, and of which Kustomization. */
export interface LocalBuild {
  readonly kustomization: Kustomization
  readonly resources: readonly Resource[]
}

/** Builds the flag's directory. @throws Error naming what cannot be read, found or built */
export async function buildLocally(
  context: BuildContext,
  name: string,
  options: LocalBuildOptions,
): Promise<LocalBuild> {
  const folder = checkedFolder(context)
  const kustomization = await findKustomization(context, name, options)
  const source = sourceOf(folder, context.flags['ignore-paths'])
  const built = buildFiles(source, kustomization)
  const replaced = await replaceVariables(built, kustomization, context, options.dryRun)
  const resources: Resource[] = []
  for (const resource of replaced) {
    resources.push(maskSops(withOwner(resource, kustomization)))
    if (context.flags.recursive && isKustomization(resource))
      resources.push(...(await buildChild(context, resource, options)))
  }
  return { kustomization, resources }
}

function checkedFolder({ flags, cwd }: BuildContext): string {
  const folder = resolve(cwd, flags.path)
  const isFolder = flags.path !== '' && statSync(folder, { throwIfNoEntry: false })?.isDirectory()
  if (!isFolder) throw new UsageError(`invalid resource path ${JSON.stringify(flags.path)}`)
  const file = flags['kustomization-file']
  if (file && !statSync(resolve(cwd, file), { throwIfNoEntry: false })?.isFile())
    throw new UsageError(`invalid kustomization file ${JSON.stringify(file)}`)
  return folder
}

/** The file's Kustomization outranks the cluster's, whose status it takes. */
async function findKustomization(
  context: BuildContext,
  name: string,
  options: LocalBuildOptions,
): Promise<Kustomization> {
  const file = context.flags['kustomization-file']
  const identity = { name, namespace: context.namespace }
  try {
    const live = options.dryRun ? undefined : await findLive(context, name, options)
    if (options.kustomization) return live ?? options.kustomization
    if (!file) {
      if (live) return live
      throw new UsageError('kustomization file is required when assuming new kustomizations')
    }
    const local = readKustomizationFile(resolve(context.cwd, file), file, identity)
    return { ...local, ...(live?.status ? { status: live.status } : {}) }
  } catch (error) {
    if (!(error instanceof Error) || error instanceof UsageError || context.signal.aborted) throw error
    throw new Error(`failed to get kustomization object: ${error.message}`, { cause: error })
  }
}

async function findLive(
  context: BuildContext,
  name: string,
  options: LocalBuildOptions,
): Promise<Kustomization | undefined> {
  const client = await context.client()
  const namespace = options.kustomization?.metadata.namespace ?? context.namespace
  try {
    const live: KubeObject = await client.get(Kustomization, namespace, name, context.signal)
    // The server checked it against the schema that the type is made of.
    return live as unknown as Kustomization
  } catch (error) {
    if (isNotFound(error) && (options.ignoreNotFound || options.kustomization)) return undefined
    throw error
  }
}

function sourceOf(folder: string, ignore: readonly string[]): SourceTree {
  const root = repositoryRoot(folder)
  const dir = relative(root, folder)
  const tree: FileTree = withoutIgnored(diskTree(root), dir, ignore)
  return { tree, dir, shownRoot: root, digest: '' }
}

/** Builds files as a Kustomization asks, without its variables and labels. @throws Error */
export function buildFiles(source: SourceTree, kustomization: Kustomization): readonly Resource[] {
  try {
    const tree = generateKustomization(source, kustomization)
    return buildKustomization(tree, source.dir, {
      loadRestrictions: 'none',
      reorder: 'none',
      shownRoot: source.shownRoot,
    })
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error
    throw new Error(`kustomize build failed: ${error.message}`, { cause: error })
  }
}

/** The resource with common metadata, and labels that say which Kustomization it is of. */
export function withOwner(resource: Resource, { metadata, spec }: Kustomization): Resource {
  const common = spec?.commonMetadata
  const labels = {
    ...membersOf(resource.metadata['labels']),
    ...common?.labels,
    [ManagedBy.Name]: metadata.name,
    [ManagedBy.Namespace]: metadata.namespace ?? '',
  }
  const annotations = { ...membersOf(resource.metadata['annotations']), ...common?.annotations }
  return {
    ...resource,
    metadata: {
      ...resource.metadata,
      labels,
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    },
  }
}

function membersOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

/** Whether a resource is one of ours, to be built in turn. */
export function isKustomization({ apiVersion, kind }: Resource): boolean {
  return kind === Kustomization.kind && apiVersion.split('/')[0] === Kustomization.group
}

async function buildChild(
  context: BuildContext,
  child: Resource,
  options: LocalBuildOptions,
): Promise<readonly Resource[]> {
  if (fieldAt(child, 'spec', 'kubeConfig') !== undefined) return []
  const flags = { ...context.flags, path: childFolder(context, child), 'kustomization-file': '' }
  const namespace = child.metadata.namespace ?? context.namespace
  const built = await buildLocally({ ...context, flags, namespace }, child.metadata.name, {
    ...options,
    kustomization: child as unknown as Kustomization,
  })
  return built.resources
}

/** Where the files of a Kustomization that was built are, by `--local-sources`. @throws Error if nothing is told of its source */
export function childFolder(context: BuildContext, child: Resource): string {
  const source = (member: string) => textAt(child, 'spec', 'sourceRef', member)
  const namespace = source('namespace') || (child.metadata.namespace ?? context.namespace)
  const key = `${source('kind')}/${namespace}/${source('name')}`
  const folder = context.flags['local-sources'][key]
  if (folder === undefined)
    throw new Error(`cannot get local path for ${key} of kustomization ${child.metadata.name}`)
  return resolve(context.cwd, folder, textAt(child, 'spec', 'path'))
}
