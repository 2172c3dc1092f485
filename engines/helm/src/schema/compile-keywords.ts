import type { GoList, GoMap, GoValue } from '@sluice/gotemplate'
import { isTable, ownValue } from '../values/table.ts'
import type { SchemaCompiler } from './compile-schema.ts'
import { type Dialect, hasVocabulary } from './drafts.ts'
import { formatNamed } from './formats.ts'
import { appendPointer } from './json-pointer.ts'
import { showLocation, splitFragment } from './resolve-url.ts'
import type { SchemaRoot } from './resources.ts'
import {
  type JsonType,
  jsonTypes,
  type Pattern,
  type SchemaNode,
  type SchemaOrBoolean,
} from './schema-node.ts'

/** What compiling one schema needs from around it. */
export interface KeywordContext {
  readonly compiler: SchemaCompiler
  readonly root: SchemaRoot
  readonly dialect: Dialect
}

/** Fills a node from a schema's keywords; those of a wrong type count for nothing. @throws SchemaError */
export function compileKeywords(schema: GoMap, node: SchemaNode, context: KeywordContext): void {
  const reader = new KeywordReader(schema, node, context)
  const { version } = node
  const has = (vocabulary: string) => hasVocabulary(context.dialect, vocabulary)
  node.ref = reader.reference('$ref')
  // helm: until 2019 a schema with `$ref` is nothing but that, yet its `const` counts.
  if (version >= 6 && has('validation') && reader.has('const'))
    node.const = { value: reader.value('const') ?? null }
  if (version < 2019 && node.ref) return
  if (has('applicator')) compileApplicators(reader, node)
  if (has('validation')) compileAssertions(reader, node)
  const assertsFormat = version < 2019 || has(version === 2019 ? 'format' : 'format-assertion')
  if (assertsFormat) node.format = formatNamed(reader.text('format'), context.compiler.compilePattern)
  if (version >= 2019) compileReferences(reader, node)
  if (has(version === 2019 ? 'applicator' : 'unevaluated') && version >= 2019) {
    node.unevaluatedItems = reader.node('unevaluatedItems')
    node.unevaluatedProperties = reader.node('unevaluatedProperties')
  }
}

function compileReferences(reader: KeywordReader, node: SchemaNode): void {
  node.recursiveRef = reader.reference('$recursiveRef')
  node.isRecursiveAnchor = reader.value('$recursiveAnchor') === true
  if (node.version < 2020) return
  const target = reader.reference('$dynamicRef')
  if (target) {
    const [, fragment] = splitFragment(reader.text('$dynamicRef') ?? '')
    node.dynamicRef = { target, anchor: fragment.startsWith('/') ? '' : fragment }
  }
  node.dynamicAnchor = reader.text('$dynamicAnchor')
}

function compileApplicators(reader: KeywordReader, node: SchemaNode): void {
  const { version } = node
  node.allOf = reader.nodes('allOf')
  node.anyOf = reader.nodes('anyOf')
  node.oneOf = reader.nodes('oneOf')
  node.not = reader.node('not')
  node.properties = reader.nodeMap('properties')
  node.patternProperties = [...(reader.nodeMap('patternProperties') ?? [])].map(
    ([source, each]) => [reader.pattern(source, 'patternProperties'), each] as const,
  )
  node.additionalProperties = reader.nodeOrBoolean('additionalProperties')
  node.dependencies = reader.dependencies('dependencies')
  compileItems(reader, node)
  if (version >= 6) {
    node.contains = reader.node('contains')
    node.propertyNames = reader.node('propertyNames')
  }
  if (version >= 7) compileCondition(reader, node)
  if (version >= 2019) node.dependentSchemas = reader.nodeMap('dependentSchemas')
}

/** Until 2019 a list in `items` is what is `prefixItems` since. */
function compileItems(reader: KeywordReader, node: SchemaNode): void {
  if (node.version >= 2020) {
    node.prefixItems = reader.nodes('prefixItems')
    node.items = reader.node('items')
  } else if (Array.isArray(reader.value('items'))) {
    node.prefixItems = reader.nodes('items')
    node.items = reader.nodeOrBoolean('additionalItems')
  } else {
    node.items = reader.node('items')
  }
}

function compileCondition(reader: KeywordReader, node: SchemaNode): void {
  node.if = reader.node('if')
  if (!node.if) return
  const fixed = reader.value('if')
  if (fixed !== false) node.ifValid = reader.node('then')
  if (fixed !== true) node.ifInvalid = reader.node('else')
}

function compileAssertions(reader: KeywordReader, node: SchemaNode): void {
  node.types = reader.types()
  node.enum = reader.list('enum')
  node.multipleOf = reader.number('multipleOf')
  compileLimit(reader, node, 'maximum', 'exclusiveMaximum')
  compileLimit(reader, node, 'minimum', 'exclusiveMinimum')
  node.minLength = reader.count('minLength')
  node.maxLength = reader.count('maxLength')
  const pattern = reader.text('pattern')
  if (pattern !== undefined) node.pattern = reader.pattern(pattern, 'pattern')
  node.minItems = reader.count('minItems')
  node.maxItems = reader.count('maxItems')
  node.isUnique = reader.value('uniqueItems') === true
  node.minProperties = reader.count('minProperties')
  node.maxProperties = reader.count('maxProperties')
  node.required = reader.texts('required')
  if (node.version < 2019) return
  if (node.contains) {
    node.minContains = reader.count('minContains')
    node.maxContains = reader.count('maxContains')
  }
  node.dependentRequired = reader.textLists('dependentRequired')
}

/** In draft 4 the exclusive limits are booleans that change the others. */
function compileLimit(
  reader: KeywordReader,
  node: SchemaNode,
  plain: 'minimum' | 'maximum',
  exclusive: 'exclusiveMinimum' | 'exclusiveMaximum',
): void {
  const limit = reader.number(plain)
  if (reader.value(exclusive) === true) node[exclusive] = limit
  else {
    node[plain] = limit
    node[exclusive] = reader.number(exclusive)
  }
}

/** The keywords of one schema, by the type that is expected of them. */
class KeywordReader {
  readonly #schema: GoMap
  readonly #node: SchemaNode
  readonly #context: KeywordContext

  constructor(schema: GoMap, node: SchemaNode, context: KeywordContext) {
    this.#schema = schema
    this.#node = node
    this.#context = context
  }

  has(keyword: string): boolean {
    return Object.hasOwn(this.#schema, keyword)
  }

  value(keyword: string): GoValue {
    return ownValue(this.#schema, keyword)
  }

  text(keyword: string): string | undefined {
    const value = this.value(keyword)
    return typeof value === 'string' ? value : undefined
  }

  number(keyword: string): number | undefined {
    const value = this.value(keyword)
    return typeof value === 'number' ? value : undefined
  }

  count(keyword: string): number | undefined {
    const value = this.number(keyword)
    return Number.isInteger(value) ? value : undefined
  }

  list(keyword: string): GoList | undefined {
    const value = this.value(keyword)
    return Array.isArray(value) ? value : undefined
  }

  texts(keyword: string): string[] | undefined {
    return textsOf(this.value(keyword))
  }

  textLists(keyword: string): ReadonlyMap<string, readonly string[]> | undefined {
    const value = this.value(keyword)
    if (!isTable(value)) return undefined
    return new Map(
      Object.entries(value).flatMap(([name, list]) => {
        const texts = textsOf(list)
        return texts ? [[name, texts] as const] : []
      }),
    )
  }

  types(): JsonType[] | undefined {
    const named = [this.value('type')].flat()
    const types = jsonTypes.filter(type => named.includes(type))
    return types.length > 0 ? types : undefined
  }

  pattern(source: string, keyword: string): Pattern {
    const location = showLocation(this.#node.url, appendPointer(this.#node.pointer, keyword))
    return this.#context.compiler.pattern(source, location)
  }

  reference(keyword: string): SchemaNode | undefined {
    const text = this.text(keyword)
    if (text === undefined) return undefined
    return this.#context.compiler.reference(this.#node, this.#context.root, text)
  }

  node(keyword: string): SchemaNode | undefined {
    return this.has(keyword) ? this.#below(this.value(keyword), keyword) : undefined
  }

  nodeOrBoolean(keyword: string): SchemaOrBoolean | undefined {
    const value = this.value(keyword)
    return typeof value === 'boolean' ? value : this.node(keyword)
  }

  nodes(keyword: string): SchemaNode[] | undefined {
    return this.list(keyword)?.map((item, i) => this.#below(item, keyword, String(i)))
  }

  nodeMap(keyword: string): Map<string, SchemaNode> | undefined {
    const value = this.value(keyword)
    if (!isTable(value)) return undefined
    return new Map(Object.keys(value).map(name => [name, this.#below(value[name], keyword, name)]))
  }

  dependencies(keyword: string): ReadonlyMap<string, SchemaNode | readonly string[]> | undefined {
    const value = this.value(keyword)
    if (!isTable(value)) return undefined
    return new Map(
      Object.entries(value).map(([name, each]) => [name, textsOf(each) ?? this.#below(each, keyword, name)]),
    )
  }

  #below(schema: GoValue, ...tokens: string[]): SchemaNode {
    const pointer = appendPointer(this.#node.pointer, ...tokens)
    return this.#context.compiler.nodeAt({ root: this.#context.root, pointer }, schema)
  }
}

function textsOf(value: GoValue): string[] | undefined {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : undefined
}
