import { builtinFunctions } from '../builtins/builtin-functions.ts'
import { isEmptyTree, type Source, type Tree } from '../parse/node.ts'
import { type Delimiters, parseTemplate } from '../parse/parse-template.ts'
import type { GoFunction } from '../values/go-function.ts'
import type { GoValue } from '../values/go-value.ts'
import { compileBody, type Execute } from './compile-statement.ts'
import type { Output } from './state.ts'
import { State } from './state.ts'

/** Where templates find functions besides Go's own. */
export interface FunctionSource {
  /** Whether there is a function of this name. */
  has(name: string): boolean
  /** The function; asked when a template first runs. Undefined leaves it to Go's own. */
  find(name: string): GoFunction | undefined
}

/** How templates run. */
export interface TemplateOptions {
  readonly functions: FunctionSource
  /** Whether a missing key is an error. */
  readonly isStrict?: boolean
  /** What stands around actions, if not `{{` and `}}`. */
  readonly delimiters?: Delimiters
  /** Called while templates run, with the characters that the running output has; may throw. */
  readonly onProgress?: (characters: number) => void
}

/** A parsed template, compiled when it first runs. */
export class Template {
  readonly tree: Tree
  #body: Execute | undefined

  constructor(tree: Tree) {
    this.tree = tree
  }

  body(functions: FunctionSource): Execute {
    return (this.#body ??= compileBody(this.tree.body, {
      functionNamed: name => findFunction(name, functions),
      isDotItem: false,
      itemSlots: new Set(),
    }))
  }
}

function findFunction(name: string, functions: FunctionSource) {
  const own = functions.find(name)
  if (own) return { fn: own, isBuiltin: false }
  const builtin = Object.hasOwn(builtinFunctions, name) ? builtinFunctions[name] : undefined
  if (!builtin) throw new Error(`function ${JSON.stringify(name)} not defined`)
  return { fn: builtin, isBuiltin: true }
}

/** Templates that know one another by name. A set on top of another sees its templates, and may replace them. */
export class TemplateSet {
  readonly name: string
  readonly isStrict: boolean
  readonly #options: TemplateOptions
  readonly #parent: TemplateSet | undefined
  readonly #templates = new Map<string, Template>()

  /** `name` is what errors call the set. */
  constructor(name: string, options: TemplateOptions, parent?: TemplateSet) {
    this.name = name
    this.#options = options
    this.#parent = parent
    this.isStrict = options.isStrict ?? false
  }

  /** A set on top of this one. */
  extend(): TemplateSet {
    return new TemplateSet(this.name, this.#options, this)
  }

  /**
   * Parses a file without adding it.
   * @throws ParseError in Go's words
   */
  parse(source: Source): readonly Template[] {
    const { functions, delimiters } = this.#options
    const has = (name: string) => functions.has(name) || Object.hasOwn(builtinFunctions, name)
    return [...parseTemplate(source, { hasFunction: has, delimiters }).values()].map(
      tree => new Template(tree),
    )
  }

  /** Adds templates; one that prints nothing does not replace another of its name. */
  add(templates: readonly Template[]): void {
    for (const template of templates) {
      const { name } = template.tree
      if (!this.lookup(name) || !isEmptyTree(template.tree)) this.#templates.set(name, template)
    }
  }

  lookup(name: string): Template | undefined {
    return this.#templates.get(name) ?? this.#parent?.lookup(name)
  }

  /**
   * What the template of a name prints.
   * @throws ExecError in Go's words
   */
  execute(name: string, dot: GoValue): string {
    const template = this.lookup(name)
    if (!template) {
      throw new Error(
        `template: no template ${JSON.stringify(name)} associated with template ${JSON.stringify(this.name)}`,
      )
    }
    return this.executeTemplate(template, dot)
  }

  /** What a template prints that need not be in the set. @throws ExecError in Go's words */
  executeTemplate(template: Template, dot: GoValue): string {
    const output = { text: '' }
    this.run(template, dot ?? undefined, output)
    return output.text
  }

  /** Runs a template into an output. */
  run(template: Template, dot: GoValue, output: Output): void {
    const state = new State(this, template.tree, output)
    state.frame[0] = dot
    template.body(this.#options.functions)(state, dot)
  }

  /** Tells that work was done. */
  spend(output: Output): void {
    this.#options.onProgress?.(output.text.length)
  }
}
