/** `tree kustomization name`: what it applied, and what those consist of in turn. @module */
import { HelmRelease } from '@sluice/api/helm'
import { Kustomization } from '@sluice/api/kustomize'
import { isNotFound } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import type { Context } from '../../context.ts'
import { fieldAt, objectsAt, textAt } from '../../kinds/fields.ts'
import { rowOf } from '../../kinds/table.ts'
import { command } from '../../parser/command.ts'
import { text, toggle } from '../../parser/flags.ts'
import { completeNames } from '../complete-names.ts'
import { type ObjectId, type ObjectTree, parseObjectId } from './object-tree.ts'
import { printTree } from './print-tree.ts'

const flags = {
  compact: toggle('show Flux objects only'),
  output: text('how to print: json or yaml', '', { short: 'o' }),
} as const

type TreeContext = Context<typeof flags>

const row = rowOf('Kustomization')

/** Shows what a Kustomization consists of. */
export const treeKustomization = command({
  summary: 'Show what a Kustomization applied',
  usage: '[name]',
  examples: ['sluice tree kustomization apps', 'sluice tree ks apps --compact'],
  flags,
  ...(row ? { complete: completeNames(row) } : {}),
  run: async (context: TreeContext) => {
    const [name] = context.args
    if (name === undefined) throw new Error('kustomization name is required')
    const client = await context.client()
    const root = await client.get(Kustomization, context.namespace, name, context.signal)
    const { group, kind } = Kustomization
    const object = { namespace: root.metadata.namespace ?? '', name: root.metadata.name, group, kind }
    const children = await childrenOf(root, context, new Set([labelOf(object)]))
    printTree({ object, children }, context.flags.output, context)
  },
})

/** `seen` holds the Kustomizations on the way here: one that applies another of them is not entered again. */
async function childrenOf(
  parent: KubeObject,
  context: TreeContext,
  seen: ReadonlySet<string>,
): Promise<readonly ObjectTree[]> {
  const ids = objectsAt(parent, 'status', 'inventory', 'entries').map(entry =>
    parseObjectId(textAt(entry, 'id')),
  )
  const isSelf = (id: ObjectId) =>
    isKustomization(id) && id.name === parent.metadata.name && id.namespace === parent.metadata.namespace
  const shown = ids.filter(id => !isSelf(id) && (!context.flags.compact || isFlux(id)))
  const trees: ObjectTree[] = []
  for (const object of shown) trees.push({ object, children: await below(object, parent, context, seen) })
  return trees
}

async function below(
  object: ObjectId,
  parent: KubeObject,
  context: TreeContext,
  seen: ReadonlySet<string>,
): Promise<readonly ObjectTree[]> {
  const client = await context.client()
  if (isRelease(object)) {
    const release = await client.get(HelmRelease, object.namespace, object.name, context.signal)
    return releasedObjects(release, context)
  }
  const isRemote = fieldAt(parent, 'spec', 'kubeConfig') !== undefined
  if (!isKustomization(object) || isRemote || seen.has(labelOf(object))) return []
  try {
    const child = await client.get(Kustomization, object.namespace, object.name, context.signal)
    return await childrenOf(child, context, new Set([...seen, labelOf(object)]))
  } catch (error) {
    if (!isNotFound(error)) throw error
    throw new Error(`failed to find object: ${error.message}`, { cause: error })
  }
}

function releasedObjects(release: KubeObject, context: TreeContext): readonly ObjectTree[] {
  if (fieldAt(release, 'spec', 'kubeConfig') !== undefined) return []
  return objectsAt(release, 'status', 'inventory', 'entries')
    .map(entry => parseObjectId(textAt(entry, 'id')))
    .filter(id => !context.flags.compact || isFlux(id))
    .map(object => ({ object, children: [] }))
}

function isFlux({ group }: ObjectId): boolean {
  return group.includes('toolkit.fluxcd.io')
}

function isKustomization({ group, kind }: ObjectId): boolean {
  return group === Kustomization.group && kind === Kustomization.kind
}

function isRelease({ group, kind }: ObjectId): boolean {
  return group === HelmRelease.group && kind === HelmRelease.kind
}

function labelOf({ namespace, name }: ObjectId): string {
  return `${namespace}/${name}`
}
