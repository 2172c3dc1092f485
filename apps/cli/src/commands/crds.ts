/** `crds`: definitions of every kind, as manifests or as JSON schemas for editors. @module */
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { command } from '../parser/command.ts'
import { text } from '../parser/flags.ts'

const flags = { 'json-schema': text('write JSON schemas into this directory instead') } as const

/** Prints definitions. */
export const crds = command({
  summary: 'Print the CustomResourceDefinitions of every kind',
  examples: ['sluice crds | kubectl apply -f -', 'sluice crds --json-schema ./schemas'],
  flags,
  arity: { type: 'none' },
  run: async context => {
    const { crds: definitions, jsonSchemas } = await import('@sluice/api/crds')
    const folder = context.flags['json-schema']
    if (!folder) {
      const { formatYaml } = await import('@sluice/yaml')
      for (const crd of definitions()) context.out(`---\n${formatYaml(crd)}`)
      return
    }
    const target = resolve(context.cwd, folder)
    await mkdir(target, { recursive: true })
    const files = jsonSchemas()
    for (const { name, schema } of files)
      await writeFile(join(target, name), `${JSON.stringify(schema, undefined, 2)}\n`)
    context.log.success(`${files.length} schemas written to ${folder}`)
  },
})
