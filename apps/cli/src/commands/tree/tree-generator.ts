/** `tree artifact generator name`: the artifacts it makes. @module */
import { ArtifactGenerator } from '@sluice/api/extensions'
import { ExternalArtifact } from '@sluice/api/source'
import { objectsAt, textAt } from '../../kinds/fields.ts'
import { generatorKind } from '../../kinds/table.ts'
import { command } from '../../parser/command.ts'
import { text } from '../../parser/flags.ts'
import { completeNames } from '../complete-names.ts'
import { printTree } from './print-tree.ts'

const flags = { output: text('how to print: json or yaml', '', { short: 'o' }) } as const

/** Shows what an ArtifactGenerator makes. */
export const treeGenerator = command({
  summary: 'Show what an ArtifactGenerator makes',
  usage: '[name]',
  flags,
  complete: completeNames(generatorKind),
  run: async context => {
    const [name] = context.args
    if (name === undefined) throw new Error('generator name is required')
    const client = await context.client()
    const generator = await client.get(ArtifactGenerator, context.namespace, name, context.signal)
    const children = objectsAt(generator, 'status', 'inventory').map(entry => ({
      object: {
        namespace: textAt(entry, 'namespace'),
        name: textAt(entry, 'name'),
        group: ExternalArtifact.group,
        kind: ExternalArtifact.kind,
      },
      children: [],
    }))
    const { group, kind } = ArtifactGenerator
    printTree(
      { object: { namespace: context.namespace, name, group, kind }, children },
      context.flags.output,
      context,
    )
  },
})
