/** `kustomize build DIR`: what an overlay renders to. @module */
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import type { Resource } from '@sluice/base/flow'
import { buildKustomization, renderResources } from '@sluice/kustomize'
import { formatYaml } from '@sluice/yaml'
import type { Context } from '../context.ts'
import { diskTree } from '../disk-tree.ts'
import { command } from '../parser/command.ts'
import { choice, text } from '../parser/flags.ts'
import { repositoryRoot } from './build/repository-root.ts'

const flags = {
  output: text('file, or directory, to write to', '', { short: 'o' }),
  'load-restrictor': choice(
    'whether files may lie outside of their kustomization',
    ['LoadRestrictionsRootOnly', 'LoadRestrictionsNone'],
    { initial: 'LoadRestrictionsRootOnly', refusal: value => `illegal flag value ${value}` },
  ),
  reorder: choice('order of the resources', ['legacy', 'none'], {
    initial: 'legacy',
    refusal: value => `illegal flag value ${value}`,
  }),
} as const

type BuildContext = Context<typeof flags>

/** Builds an overlay. */
export const kustomizeBuild = command({
  summary: 'Build a kustomization',
  usage: '[DIR]',
  examples: ['sluice kustomize build ./clusters/production', 'sluice kustomize build . -o ./out'],
  flags,
  skipsNamespaceCheck: true,
  run,
})

async function run(context: BuildContext): Promise<void> {
  if (context.args.length > 1) throw new Error('specify one path to a kustomization directory')
  const folder = resolve(context.cwd, context.args[0] ?? '.')
  const found = await stat(folder).catch(() => undefined)
  if (!found?.isDirectory()) throw new Error(`'${context.args[0]}' is not a directory`)
  const root = repositoryRoot(folder)
  const resources = buildKustomization(diskTree(root), relative(root, folder), {
    loadRestrictions: context.flags['load-restrictor'] === 'LoadRestrictionsNone' ? 'none' : 'rootOnly',
    reorder: context.flags.reorder,
    shownRoot: root,
  })
  const { output } = context.flags
  if (!output) return context.out(renderResources(resources))
  await write(resolve(context.cwd, output), resources)
}

/** Into a directory that exists a file per resource is written. */
async function write(target: string, resources: readonly Resource[]): Promise<void> {
  const found = await stat(target).catch(() => undefined)
  if (!found?.isDirectory()) {
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, renderResources(resources))
    return
  }
  for (const resource of resources) await writeFile(join(target, fileNameOf(resource)), formatYaml(resource))
}

function fileNameOf({ apiVersion, kind, metadata }: Resource): string {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
  const parts = [metadata.namespace, group, version, kind, metadata.name]
  return `${parts
    .filter(Boolean)
    .join('_')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]/g, '-')}.yaml`
}
