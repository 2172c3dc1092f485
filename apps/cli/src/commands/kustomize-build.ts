/** `kustomize build DIR`: what an overlay renders to. @module */
import { realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { type BuildSubject, buildWithRemotes, parseRepositoryUrl, renderResources } from '@sluice/kustomize'
import type { Context } from '../context.ts'
import { diskTree } from '../disk-tree.ts'
import { command } from '../parser/command.ts'
import { choice, list, text, toggle } from '../parser/flags.ts'
import { remoteSource } from './kustomize/remote-source.ts'

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
  'enable-helm': toggle('render the charts that helmCharts names'),
  'helm-api-versions': list('Kubernetes API versions that charts see'),
  'helm-kube-version': text('Kubernetes version that charts see'),
  'enable-managedby-label': toggle('label what is built as managed by kustomize'),
} as const

type BuildContext = Context<typeof flags>

/** Builds an overlay. */
export const kustomizeBuild = command({
  summary: 'Build a kustomization',
  usage: '[DIR]',
  examples: [
    'sluice kustomize build ./clusters/production',
    'sluice kustomize build . -o ./out',
    'sluice kustomize build https://github.com/org/repo//overlays/dev?ref=main',
  ],
  flags,
  skipsNamespaceCheck: true,
  run,
})

async function run(context: BuildContext): Promise<void> {
  const { args, flags, cwd } = context
  if (args.length > 1) throw new Error('specify one path to a kustomization directory')
  allowGarbage()
  using source = remoteSource(context, flags['enable-helm'])
  const resources = await buildWithRemotes(subjectOf(args[0] ?? '.', cwd), source, {
    loadRestrictions: flags['load-restrictor'] === 'LoadRestrictionsNone' ? 'none' : 'rootOnly',
    reorder: flags.reorder,
    shownRoot: '/',
    addManagedByLabel: flags['enable-managedby-label'],
    charts: {
      ...(flags['helm-api-versions'].length > 0 ? { apiVersions: flags['helm-api-versions'] } : {}),
      kubeVersion: flags['helm-kube-version'],
    },
    warn: message => context.err(`${message}\n`),
  })
  if (!flags.output) return context.out(renderResources(resources))
  const { writeResources } = await import('./kustomize/write-resources.ts')
  await writeResources(resolve(cwd, flags.output), resources)
}

/** A build makes a lot of garbage and ends: collecting it seldom is faster. */
function allowGarbage(): void {
  setFlagsFromString('--semi-space-growth-factor=2')
  setFlagsFromString('--max-semi-space-size=64')
}

function subjectOf(argument: string, cwd: string): BuildSubject {
  const repository = parseRepositoryUrl(argument)
  if (repository) return { repository }
  const folder = resolve(cwd, argument)
  const found = statSync(folder, { throwIfNoEntry: false })
  if (!found?.isDirectory()) throw new Error(refusalOf(argument, folder, found !== undefined))
  return { tree: diskTree('/'), dir: realpathSync(folder).slice(1) }
}

function refusalOf(argument: string, folder: string, isFile: boolean): string {
  if (isFile) return `must build at directory: '${argument}': file is not directory`
  return `must build at directory: not a valid directory: evalsymlink failure on '${argument}' : lstat ${folder}: no such file or directory`
}
