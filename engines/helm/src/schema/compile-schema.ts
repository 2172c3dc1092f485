/**
 * Compiles a schema document into nodes: what validation needs of a schema, and no more than is reached from its root.
 * @module
 */
import { type GoMap, type GoValue, quoteString } from '@sluice/gotemplate'
import { isTable } from '../values/table.ts'
import { compileKeywords, type KeywordContext } from './compile-keywords.ts'
import { PatternsNeeded } from './patterns-needed.ts'
import { joinUrl } from './resolve-url.ts'
import { resourceAt, type SchemaRoot } from './resources.ts'
import type { SchemaDocuments, SchemaPlace } from './schema-documents.ts'
import { SchemaError } from './schema-error.ts'
import type { Pattern, SchemaNode } from './schema-node.ts'

/** Compiles a regular expression. @throws PatternsNeeded, or an Error saying what is wrong with it */
export type CompilePattern = (source: string) => Pattern

/** Compiles the schema at a URL. @throws SchemaError, DocumentNeeded */
export function compileSchema(
  url: string,
  documents: SchemaDocuments,
  compilePattern: CompilePattern,
): SchemaNode {
  const compiler = new SchemaCompiler(documents, compilePattern)
  return compiler.compile({ root: documents.root(url), pointer: '' })
}

/** A node to be filled, and the schema where it is at hand. */
interface QueuedNode {
  readonly node: SchemaNode
  readonly root: SchemaRoot
  readonly schema: GoValue
}

/** What the keywords of one schema need to be compiled. */
export class SchemaCompiler {
  readonly #documents: SchemaDocuments
  readonly compilePattern: CompilePattern
  readonly #nodes = new Map<string, SchemaNode>()
  readonly #queue: QueuedNode[] = []

  constructor(documents: SchemaDocuments, compilePattern: CompilePattern) {
    this.#documents = documents
    this.compilePattern = compilePattern
  }

  compile(place: SchemaPlace): SchemaNode {
    const node = this.nodeAt(place)
    while (this.#queue.length > 0) {
      for (const next of this.#queue.splice(0)) this.#fill(next)
    }
    return node
  }

  /** The node for a place, to be filled later if it is new; `schema` spares looking it up. */
  nodeAt({ root, pointer }: SchemaPlace, schema?: GoValue): SchemaNode {
    const key = `${root.url}#${pointer}`
    const known = this.#nodes.get(key)
    if (known) return known
    const node = { url: root.url, pointer, version: 2020 } as Omit<SchemaNode, 'resource'>
    const made: SchemaNode = Object.assign(node, { resource: node as SchemaNode })
    this.#nodes.set(key, made)
    this.#queue.push({ node: made, root, schema })
    return made
  }

  /** The node that a reference leads to. @throws SchemaError, DocumentNeeded */
  reference(node: SchemaNode, root: SchemaRoot, text: string): SchemaNode {
    const { url, fragment } = joinUrl(resourceAt(root, node.pointer).url, text)
    return this.nodeAt(this.#documents.resolve(root, url, fragment))
  }

  /** @throws SchemaError that names the schema the pattern stands in */
  pattern(source: string, location: string): Pattern {
    try {
      return this.compilePattern(source)
    } catch (error) {
      if (!(error instanceof Error) || error instanceof PatternsNeeded) throw error
      const what = `${quoteString(source)} at ${quoteString(location)}`
      throw new SchemaError(`invalid regex ${what}: ${error.message}`, { cause: error })
    }
  }

  #fill({ node, root, schema: given }: QueuedNode): void {
    const schema = this.#documents.schemaAt(root, node.pointer, given)
    const resource = resourceAt(root, node.pointer)
    node.version = resource.dialect.draft.version
    node.resource = this.nodeAt({ root, pointer: resource.pointer })
    if (node.version >= 2020 && node.resource === node) {
      for (const anchor of resource.dynamicAnchors) {
        node.dynamicAnchors ??= new Map()
        const pointer = resource.anchors.get(anchor) ?? ''
        node.dynamicAnchors.set(anchor, this.nodeAt({ root, pointer }))
      }
    }
    if (typeof schema === 'boolean') node.always = schema
    else if (isTable(schema))
      this.#fillFrom(schema, node, { compiler: this, root, dialect: resource.dialect })
  }

  #fillFrom(schema: GoMap, node: SchemaNode, context: KeywordContext): void {
    if (Object.keys(schema).length === 0) node.always = true
    else compileKeywords(schema, node, context)
  }
}
