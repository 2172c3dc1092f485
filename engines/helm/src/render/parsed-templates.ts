/**
 * Templates of charts that were parsed before: a chart that stays loaded is parsed once for all of its releases.
 * @module
 */
import { goString, Template, type TemplateSet } from '@sluice/gotemplate'
import type { TemplateFunctions } from './template-functions.ts'
import type { ScopedTemplate } from './template-scopes.ts'

interface Parsed {
  /** Errors name it, so that a chart under an alias is parsed for itself. */
  readonly name: string
  readonly trees: readonly Template['tree'][]
  /** The functions it names, which may have to be loaded. */
  readonly functions: readonly string[]
}

/** By the bytes of the files, as long as their chart is kept. */
const known = new WeakMap<Uint8Array, Parsed>()

/** The templates of a file, not compiled yet. @throws ParseError */
export function parsedTemplates(
  { name, source }: ScopedTemplate,
  set: TemplateSet,
  functions: TemplateFunctions,
): readonly Template[] {
  const found = known.get(source)
  if (found?.name === name && found.functions.every(it => functions.has(it)))
    return found.trees.map(tree => new Template(tree))
  const asked = functions.listen()
  const templates = set.parse({ name, text: goString(source) })
  known.set(source, { name, trees: templates.map(({ tree }) => tree), functions: [...asked()] })
  return templates
}
