import { TemplateSet } from '@sluice/gotemplate'
import type { FunctionEnvironment } from '../functions/environment.ts'
import { TemplateFunctions } from './template-functions.ts'

/**
 * Renders a text that knows nothing of charts, such as a template for the names of releases.
 * @throws ParseError, ExecError in Go's words
 */
export async function renderText(
  name: string,
  text: string,
  environment: FunctionEnvironment,
): Promise<string> {
  const functions = new TemplateFunctions(environment, {})
  const set = new TemplateSet(name, { functions })
  set.add(set.parse({ name, text }))
  await functions.load()
  return set.execute(name, undefined)
}
