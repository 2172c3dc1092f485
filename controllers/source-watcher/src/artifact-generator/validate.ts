import { type ArtifactGenerator, Reason } from '@sluice/api/extensions'
import { Stalled } from '@sluice/kube/runtime'
import type { Deps } from './deps.ts'
import { nameProblem } from './names.ts'

/** What a schema cannot say of the spec. @throws Stalled */
export function validateSpec(
  { spec, metadata }: ArtifactGenerator,
  { noCrossNamespaceRefs }: Pick<Deps, 'noCrossNamespaceRefs'>,
): void {
  const aliases = new Set<string>()
  for (const { alias, kind, name, namespace } of spec?.sources ?? []) {
    if (aliases.has(alias)) throw invalid(`duplicate source alias '${alias}' found`)
    aliases.add(alias)
    if (noCrossNamespaceRefs && namespace && namespace !== metadata.namespace) {
      const message = `cross-namespace reference to source ${kind}/${namespace}/${name} is not allowed`
      throw new Stalled(Reason.AccessDenied, message)
    }
  }
  const names = new Set<string>()
  for (const { name, revision } of spec?.artifacts ?? []) {
    if (names.has(name)) throw invalid(`duplicate artifact name '${name}' found`)
    names.add(name)
    const problem = spec?.pathPattern ? undefined : nameProblem(name)
    if (problem)
      throw invalid(`artifact name ${JSON.stringify(name)} is not a valid Kubernetes object name: ${problem}`)
    const alias = revision?.replace(/^@/, '')
    if (alias && !aliases.has(alias))
      throw invalid(`artifact ${name} revision source alias '${alias}' not found`)
  }
}

function invalid(message: string): Stalled {
  return new Stalled(Reason.ValidationFailed, message)
}
