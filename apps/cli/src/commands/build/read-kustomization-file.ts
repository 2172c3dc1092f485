import { readFileSync } from 'node:fs'
import { Kustomization } from '@sluice/api/kustomize'
import { isJsonObject } from '@sluice/base/json'
import { parseYaml } from '@sluice/yaml'
import { textAt } from '../../kinds/fields.ts'

/** The Kustomization of that name in a file of manifests; its namespace may be left out. */
export function readKustomizationFile(
  path: string,
  shownPath: string,
  { name, namespace }: { readonly name: string; readonly namespace: string },
): Kustomization {
  const found = parseYaml(readFileSync(path, 'utf8')).find(document => {
    const group = textAt(document, 'apiVersion').split('/')[0]
    const own = textAt(document, 'metadata', 'namespace')
    return (
      group === Kustomization.group &&
      textAt(document, 'kind') === Kustomization.kind &&
      textAt(document, 'metadata', 'name') === name &&
      (own === namespace || own === '')
    )
  })
  if (!isJsonObject(found))
    throw new Error(
      `failed find kustomization with name '${name}' and namespace '${namespace}' in file '${shownPath}'`,
    )
  const manifest = found as unknown as Kustomization
  return { ...manifest, metadata: { ...manifest.metadata, namespace } }
}
