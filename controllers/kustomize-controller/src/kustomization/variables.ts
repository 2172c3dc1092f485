import type { Kustomization, PostBuild } from '@sluice/api/kustomize'
import { isNotFound } from '@sluice/kube/client'
import type { Deps } from './deps.ts'
import { namespaceOf } from './spec.ts'

/** Variables by name. */
export type Variables = ReadonlyMap<string, string>

/** The variables of `postBuild`: those of objects in their order, then the inline ones, which outrank them. */
export async function loadVariables(
  ks: Kustomization,
  { substitute = {}, substituteFrom = [] }: PostBuild,
  { deps, signal }: { readonly deps: Deps; readonly signal: AbortSignal },
): Promise<Variables> {
  const variables = new Map<string, string>()
  const add = (texts: Readonly<Record<string, string>>) => {
    for (const [name, value] of Object.entries(texts)) variables.set(name, value.replaceAll('\n', ''))
  }
  for (const { kind, name, optional } of substituteFrom) {
    try {
      add(
        await deps.readTexts(
          kind === 'Secret' ? 'Secret' : 'ConfigMap',
          { namespace: namespaceOf(ks), name },
          signal,
        ),
      )
    } catch (error) {
      if (optional && isNotFound(error)) continue
      const why = error instanceof Error ? error.message : String(error)
      throw new Error(`substitute from '${kind}/${name}' error: ${why}`, { cause: error })
    }
  }
  add(substitute)
  return variables
}
