import type { FileTree } from '@sluice/base/flow'
import {
  Capabilities,
  loadChart,
  mergeUserValues,
  parseKubeVersion,
  printRelease,
  renderRelease,
} from '@sluice/helm/render'
import type { ChartRequest } from '@sluice/kustomize'
import type { Context } from '../../context.ts'
import { helmEnvironment } from '../helm/helm-environment.ts'

/** The YAML that `helm template` prints for a chart of a kustomization. @throws Error */
export async function renderChart(request: ChartRequest, context: Context): Promise<string> {
  const release = await renderRelease({
    chart: loadChart(treeBelow(request.tree, request.dir)),
    values: await mergeUserValues({ valueFiles: request.values.map((_, i) => String(i)) }, async name =>
      new TextEncoder().encode(request.values[Number(name)] ?? ''),
    ),
    release: { name: releaseNameOf(request, context), namespace: request.namespace || 'default' },
    capabilities: new Capabilities({
      ...(request.kubeVersion ? { kubeVersion: parseKubeVersion(request.kubeVersion) } : {}),
      extraApiVersions: request.apiVersions,
    }),
    environment: helmEnvironment(context),
  })
  const hooks = release.hooks.filter(hook => !(request.skipTests && hook.events.includes('test')))
  return printRelease({
    crds: request.includeCrds ? release.crds : [],
    manifests: release.manifests,
    hooks: request.skipHooks ? [] : hooks,
  })
}

/** helm: without a name, one is made of the chart's and the time. */
function releaseNameOf({ releaseName, dir }: ChartRequest, { now }: Context): string {
  return releaseName || `${dir.split('/').at(-1)}-${Math.floor(now() / 1000)}`
}

/** A folder of a tree as a tree of its own. */
export function treeBelow(tree: FileTree, dir: string): FileTree {
  if (dir === '') return tree
  const inside = (path: string) => (path === '' ? dir : `${dir}/${path}`)
  const below: FileTree = {
    read: path => tree.read(inside(path)),
    list: path => tree.list(inside(path)),
    paths: () => pathsOf(below, ''),
  }
  return below
}

function pathsOf(tree: FileTree, dir: string): string[] {
  return (tree.list(dir) ?? []).flatMap(({ name, type }) => {
    const path = dir === '' ? name : `${dir}/${name}`
    return type === 'directory' ? pathsOf(tree, path) : [path]
  })
}
