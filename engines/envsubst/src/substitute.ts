import { EnvsubstError } from './errors.ts'
import { applyOperator, hasDefault } from './functions.ts'
import type { Expression, Part } from './nodes.ts'
import { parse } from './parse.ts'

/** The value of a variable; undefined for one that is not set. */
export type Lookup = (name: string) => string | undefined

/**
 * Replaces every `${expression}` of a text. In strict mode (the default) a variable that is not set is an error,
 * unless its expression has a default.
 * @throws EnvsubstError
 */
export function substitute(
  text: string,
  lookup: Lookup,
  options: { readonly strict?: boolean } = {},
): string {
  if (!text.includes('$')) return text
  return evaluate(parse(text), { lookup, strict: options.strict ?? true })
}

interface Context {
  readonly lookup: Lookup
  readonly strict: boolean
}

function evaluate(parts: readonly Part[], context: Context): string {
  return parts.map(part => (typeof part === 'string' ? part : evaluateExpression(part, context))).join('')
}

function evaluateExpression({ name, operator, args }: Expression, context: Context): string {
  const evaluated = args.map(arg => evaluate(arg, context))
  const value = context.lookup(name)
  if (value === undefined && context.strict && !hasDefault(operator)) {
    throw new EnvsubstError(`variable not set (strict mode): ${JSON.stringify(name)}`)
  }
  return applyOperator(operator, value ?? '', evaluated)
}
