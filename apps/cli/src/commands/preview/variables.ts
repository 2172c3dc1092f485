/** The variables of a Kustomization, from manifests. @module */
import type { Resource } from '@sluice/base/flow'
import { fieldAt, objectsAt, textAt } from '../../kinds/fields.ts'
import type { Manifests } from '../build/manifests.ts'

/** What has variables that are needed, and no manifest so far: `ConfigMap/settings`. */
export function missingVariables(owner: Resource, manifests: Manifests): readonly string[] {
  return objectsAt(owner, 'spec', 'postBuild', 'substituteFrom')
    .filter(reference => reference['optional'] !== true && !textsOf(owner, reference, manifests))
    .map(reference => `${textAt(reference, 'kind')}/${textAt(reference, 'name')}`)
}

/** Every variable; those that are written out go before those of objects. */
export function variablesOf(owner: Resource, manifests: Manifests): ReadonlyMap<string, string> {
  const variables = new Map<string, string>()
  const add = (texts: object) => {
    for (const [name, value] of Object.entries(texts)) variables.set(name, String(value).replaceAll('\n', ''))
  }
  for (const reference of objectsAt(owner, 'spec', 'postBuild', 'substituteFrom'))
    add(textsOf(owner, reference, manifests) ?? {})
  add(Object(fieldAt(owner, 'spec', 'postBuild', 'substitute') ?? {}))
  return variables
}

function textsOf(
  owner: Resource,
  reference: unknown,
  manifests: Manifests,
): Readonly<Record<string, string>> | undefined {
  const namespace = owner.metadata.namespace ?? ''
  return manifests.texts(textAt(reference, 'kind'), namespace, textAt(reference, 'name'))
}
