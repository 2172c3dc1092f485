import { builtinFunctions } from '../builtins/builtin-functions.ts'
import { quoteString } from '../format/quote.ts'
import { isEmptyTree, type PipeNode, type Source, type Tree } from '../parse/node.ts'
import { type Delimiters, parseTemplate } from '../parse/parse-template.ts'
import type { SharedActions } from '../parse/shared-actions.ts'
import type { GoFunction } from '../values/go-function.ts'
import type { GoValue } from '../values/go-value.ts'
import type { MissingKey } from './compile-context.ts'
import { compileTree } from './compile-tree.ts'
import { type Compiled, type Expression, Frame, type Run } from './frame.ts'

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
  /** What a key gives that a map lacks. Go's own default is `default`, that of a set is `zero`, as in Helm. */
  readonly missingKey?: MissingKey
  /** What stands around actions, if not `{{` and `}}`. */
  readonly delimiters?: Delimiters
  /** Called while templates run, with the characters that the running output has; may throw. */
  readonly onProgress?: (characters: number) => void
}

/** Compiled pipelines that templates have in common. */
type Pipelines = Map<PipeNode, Expression>

/** A parsed template, compiled when it first runs. */
export class Template {
  readonly tree: Tree
  #compiled: Compiled | undefined

  constructor(tree: Tree) {
    this.tree = tree
  }

  /** The template as functions. Those that it calls are looked up once and for all. */
  compile({ functions, missingKey = 'zero' }: TemplateOptions, pipelines: Pipelines): Compiled {
    return (this.#compiled ??= compileTree(this.tree, {
      missingKey,
      functionNamed: name => functions.find(name),
      pipelines,
    }))
  }
}

/** Templates that know one another by name. A set on top of another sees its templates, and may replace them. */
export class TemplateSet {
  readonly name: string
  readonly #onProgress: TemplateOptions['onProgress']
  readonly #options: TemplateOptions
  readonly #parent: TemplateSet | undefined
  readonly #templates = new Map<string, Template>()
  readonly #actions: SharedActions
  readonly #pipelines: Pipelines

  /** `name` is what errors call the set. */
  constructor(name: string, options: TemplateOptions, parent?: TemplateSet) {
    this.name = name
    this.#options = options
    this.#parent = parent
    this.#onProgress = options.onProgress
    this.#actions = parent ? parent.#actions : new Map()
    this.#pipelines = parent ? parent.#pipelines : new Map()
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
    return [...parseTemplate(source, { hasFunction: has, delimiters, shared: this.#actions }).values()].map(
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
        `template: no template ${quoteString(name)} associated with template ${quoteString(this.name)}`,
      )
    }
    return this.executeTemplate(template, dot)
  }

  /** What a template prints that need not be in the set. @throws ExecError in Go's words */
  executeTemplate(template: Template, dot: GoValue): string {
    const run: Run = { output: '', set: this }
    this.run(template, dot ?? undefined, run, 0)
    this.spend(run.output.length)
    return run.output
  }

  /** For statements: runs a template as part of an execution. */
  run(template: Template, dot: GoValue, run: Run, depth: number): void {
    const compiled = template.compile(this.#options, this.#pipelines)
    compiled.body(new Frame(run, compiled, dot, depth), dot)
  }

  /** For statements: tells that work was done. */
  spend(characters: number): void {
    this.#onProgress?.(characters)
  }
}
