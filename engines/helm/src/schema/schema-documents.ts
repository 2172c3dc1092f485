/**
 * The documents that a schema is made of: itself, the standard's metaschemas, and what it refers to elsewhere.
 * @module
 */
import { type GoMap, type GoValue, quoteString } from '@sluice/gotemplate'
import { isTable, ownValue } from '../values/table.ts'
import { type Dialect, type Draft, draftNamed, latestDraft } from './drafts.ts'
import { lookUp } from './json-pointer.ts'
import { metaschemaAt } from './metaschemas.ts'
import { schemeOf, showLocation, splitFragment } from './resolve-url.ts'
import {
  collectAnchors,
  collectResources,
  type Dialects,
  resourceAt,
  type SchemaLocation,
  type SchemaRoot,
} from './resources.ts'
import { SchemaError } from './schema-error.ts'

/** Checks a schema against its metaschema. @throws SchemaError */
export type CheckSchema = (schema: GoValue, dialect: Dialect, location: string) => void

/** Where a pointer or anchor of a document leads. */
export interface SchemaPlace {
  readonly root: SchemaRoot
  readonly pointer: string
}

/** A document that has to be fetched before the schema can be compiled. */
export class DocumentNeeded extends Error {
  override readonly name = 'DocumentNeeded'
  readonly url: string

  constructor(url: string) {
    super(`schema needs ${url}`)
    this.url = url
  }
}

/** The documents loaded so far, by URL. */
export class SchemaDocuments {
  readonly #documents: Map<string, GoValue>
  readonly #check: CheckSchema
  readonly #warnUrn: (url: string) => void
  readonly #roots = new Map<string, SchemaRoot>()
  readonly #dialects: Dialects = {
    draftOf: (schema, at, fallback) => this.#draftOf(schema, at, fallback, new Set()),
    vocabulariesOf: (schema, draft) => this.#vocabulariesOf(schema, draft),
  }

  constructor(
    documents: ReadonlyMap<string, GoValue>,
    options: { readonly check: CheckSchema; readonly warnUrn: (url: string) => void },
  ) {
    this.#documents = new Map(documents)
    this.#check = options.check
    this.#warnUrn = options.warnUrn
  }

  /** The document at a URL, its resources collected and its schema checked. @throws SchemaError, DocumentNeeded */
  root(url: string): SchemaRoot {
    const known = this.#roots.get(url)
    if (known) return known
    const document = this.#load(url)
    const root = { url, document, resources: new Map(), byUrl: new Map(), visited: new Set<string>() }
    const fallback = { draft: latestDraft, vocabularies: undefined }
    collectResources(root, { schema: document, pointer: '', base: url, fallback }, this.#dialects)
    if (!/^https?:\/\/json-schema\.org\//.test(url)) this.#checkAt(root, document, '')
    this.#roots.set(url, root)
    return root
  }

  /** Makes sure that what a pointer leads to, perhaps by a way that holds no schemas, is known as one. */
  schemaAt(root: SchemaRoot, pointer: string, given?: GoValue): GoValue {
    const schema = given ?? lookUp(root.document, pointer, root.url)
    if (root.visited.has(pointer)) return schema
    const { url, dialect } = resourceAt(root, pointer)
    collectResources(root, { schema, pointer, base: url, fallback: dialect }, this.#dialects)
    if (!root.resources.has(pointer)) collectAnchors(root, schema, pointer, resourceAt(root, pointer))
    this.#checkAt(root, schema, pointer)
    return schema
  }

  /** Follows a reference from a document to a place in it or in another. @throws SchemaError, DocumentNeeded */
  resolve(from: SchemaRoot, url: string, fragment: string): SchemaPlace {
    const isOwn = url === from.url
    const resource = isOwn ? from.resources.get('') : from.byUrl.get(url)
    const root = resource ? from : this.root(url)
    const within = resource ?? resourceAt(root, '')
    if (fragment === '' || fragment.startsWith('/')) return { root, pointer: within.pointer + fragment }
    const pointer = within.anchors.get(fragment)
    if (pointer !== undefined) return { root, pointer }
    const reference = quoteString(showLocation(within.url, fragment))
    throw new SchemaError(`anchor in ${reference} not found in schema ${quoteString(root.url)}`)
  }

  #checkAt(root: SchemaRoot, schema: GoValue, pointer: string): void {
    this.#check(schema, resourceAt(root, pointer).dialect, showLocation(root.url, pointer))
  }

  #load(url: string): GoValue {
    const document = this.#documents.get(url) ?? metaschemaAt(url) ?? this.#fetch(url)
    this.#documents.set(url, document)
    return document
  }

  /** helm: an unknown name is a schema that takes anything; files are those of the machine, which we do not read. */
  #fetch(url: string): GoValue {
    switch (schemeOf(url)) {
      case 'urn':
        this.#warnUrn(url)
        return true
      case 'http':
      case 'https':
        throw new DocumentNeeded(url)
      case 'file': {
        const path = url.replace(/^file:\/\//, '')
        throw new SchemaError(`failing loading ${quoteString(url)}: open ${path}: no such file or directory`)
      }
      default:
        throw new SchemaError(
          `failing loading ${quoteString(url)}: no URLLoader registered for ${quoteString(url)}`,
        )
    }
  }

  /** The draft that a schema's metaschema, or that one's, belongs to. */
  #draftOf(schema: GoMap, at: SchemaLocation, fallback: Draft, seen: Set<string>): Draft {
    const named = ownValue(schema, '$schema')
    if (typeof named !== 'string') return fallback
    const standard = draftNamed(named)
    if (standard) return standard
    const [url] = splitFragment(named)
    if (at.pointer === '' && at.url === url)
      throw new SchemaError(`draft ${quoteString(url)} is not supported`)
    if (seen.has(url)) throw new SchemaError(`cycle in resolving $schema in ${quoteString(url)}`)
    seen.add(url)
    const metaschema = this.#load(url)
    return isTable(metaschema) ? this.#draftOf(metaschema, { url, pointer: '' }, fallback, seen) : fallback
  }

  #vocabulariesOf(schema: GoMap, draft: Draft): readonly string[] | undefined {
    const named = ownValue(schema, '$schema')
    if (typeof named !== 'string' || draftNamed(named) || draft.version < 2019) return undefined
    const [url] = splitFragment(named)
    const metaschema = this.#load(url)
    const chosen = isTable(metaschema) ? ownValue(metaschema, '$vocabulary') : undefined
    if (!isTable(chosen)) return undefined
    const prefix = `${draft.url.slice(0, -'schema'.length)}vocab/`
    const names = Object.keys(chosen)
      .filter(vocabulary => chosen[vocabulary] === true)
      .map(vocabulary => {
        const name = vocabulary.startsWith(prefix) ? vocabulary.slice(prefix.length) : ''
        if (draft.vocabularies.includes(name)) return name
        const what = `${quoteString(vocabulary)} in ${quoteString(url)}`
        throw new SchemaError(`unsupported vocabulary ${what}`)
      })
    return [...new Set([...names, 'core'])]
  }
}
