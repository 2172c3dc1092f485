/**
 * Helm's own functions: `include`, `tpl`, `required`, `fail` and `lookup`.
 * @module
 */
import {
  type FunctionMap,
  GoFunction,
  type GoMap,
  type GoValue,
  Interruption,
  ParseError,
  quoteString,
  SetFunction,
  type Template,
  type TemplateSet,
} from '@sluice/gotemplate'
import { structured } from '../chart/warning.ts'
import type { RenderEnvironment } from './render-environment.ts'
import { markMessage } from './render-error.ts'

/** Thrown where the answer of a cluster is needed. */
export class LookupNeeded extends Interruption {
  override readonly name = 'LookupNeeded'
  readonly query: readonly [apiVersion: string, kind: string, namespace: string, name: string]

  constructor(query: LookupNeeded['query']) {
    super(`lookup of ${query.join(' ')}`)
    this.query = query
  }
}

/** What a cluster answered, by `queryKey`; an Error is one that the template gets to see. */
export type LookupAnswers = ReadonlyMap<string, GoMap | Error>

/** Names a query. */
export function queryKey(query: LookupNeeded['query']): string {
  return JSON.stringify(query)
}

/** helm: how often a template may include itself. */
const maxRecursion = 1000

/** The functions of one render. */
export function helmFunctions(environment: RenderEnvironment, answers: LookupAnswers): FunctionMap {
  const isLint = environment.mode === 'lint'
  const warn = (level: 'INFO' | 'WARN', message: string, text: string) =>
    environment.warn?.(structured(message, { message: text }, level))
  return {
    include: includeFunction(),
    tpl: tplFunction(),
    required: new GoFunction(['string', 'any'], (message: string, value: GoValue) => {
      if (value !== null && value !== undefined && value !== '') return value
      if (!isLint) throw new Error(markMessage(message))
      warn('WARN', value === '' ? 'missing required values' : 'missing required value', message)
      return ''
    }),
    fail: new GoFunction(['string'], (message: string) => {
      if (!isLint) throw new Error(markMessage(message))
      warn('INFO', 'funcMap fail', message)
      return ''
    }),
    lookup: lookupFunction(isLint ? undefined : environment.lookup, answers),
  }
}

function includeFunction(): GoFunction {
  const running = new Map<string, number>()
  return new SetFunction(['string', 'any'], (set: TemplateSet, name: string, dot: GoValue) => {
    const depth = running.get(name) ?? 0
    if (depth > maxRecursion) {
      throw new Error(`rendering template has a nested reference name: ${name}: unable to execute template`)
    }
    running.set(name, depth + 1)
    try {
      return set.execute(name, dot)
    } finally {
      running.set(name, depth)
    }
  })
}

/** Texts recur, with the same values or others: each is parsed once. */
function tplFunction(): GoFunction {
  const parsed = new Map<string, readonly Template[]>()
  return new SetFunction(['string', 'any'], (set: TemplateSet, text: string, dot: GoValue) => {
    // Most texts are no templates at all.
    if (!text.includes('{{')) return text.replaceAll('<no value>', '')
    let templates = parsed.get(text)
    if (!templates) {
      templates = parse(set, text)
      parsed.set(text, templates)
    }
    return run(set, templates, { text, dot })
  })
}

function parse(set: TemplateSet, text: string): readonly Template[] {
  try {
    return set.parse({ name: set.name, text })
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    throw new Error(`cannot parse template ${quoteString(text)}: ${error.message}`, { cause: error })
  }
}

function run(
  set: TemplateSet,
  templates: readonly Template[],
  { text, dot }: { readonly text: string; readonly dot: GoValue },
): string {
  const own = templates.find(template => template.tree.name === set.name)
  const inner = set.extend()
  inner.add(templates)
  if (!own) return ''
  try {
    return inner.executeTemplate(own, dot).replaceAll('<no value>', '')
  } catch (error) {
    if (!(error instanceof Error) || error instanceof Interruption || error instanceof RangeError) throw error
    throw new Error(`error during tpl function execution for ${quoteString(text)}: ${error.message}`, {
      cause: error,
    })
  }
}

function lookupFunction(lookup: RenderEnvironment['lookup'], answers: LookupAnswers): GoFunction {
  const params = ['string', 'string', 'string', 'string'] as const
  return new GoFunction(params, (...query: LookupNeeded['query']) => {
    if (!lookup) return {}
    const answer = answers.get(queryKey(query))
    if (answer === undefined) throw new LookupNeeded(query)
    if (answer instanceof Error) throw answer
    return answer
  })
}
