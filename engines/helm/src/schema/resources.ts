/**
 * The schemas inside a schema document that have URLs or anchors of their own.
 * @module
 */
import { type GoMap, type GoValue, quoteString } from '@sluice/gotemplate'
import { isTable, ownValue } from '../values/table.ts'
import type { Dialect, Draft } from './drafts.ts'
import { appendPointer } from './json-pointer.ts'
import { joinUrl, splitFragment } from './resolve-url.ts'
import { SchemaError } from './schema-error.ts'

/** A part of a document with a URL of its own. */
export interface Resource {
  readonly pointer: string
  readonly url: string
  readonly dialect: Dialect
  readonly anchors: Map<string, string>
  readonly dynamicAnchors: string[]
}

/** A document, and what is known of it. */
export interface SchemaRoot {
  readonly url: string
  readonly document: GoValue
  /** By pointer. */
  readonly resources: Map<string, Resource>
  readonly byUrl: Map<string, Resource>
  readonly visited: Set<string>
}

/** Where a schema is. */
export interface SchemaLocation {
  readonly url: string
  readonly pointer: string
}

/** Looks up the metaschemas that `$schema` may name. @throws SchemaError */
export interface Dialects {
  readonly draftOf: (schema: GoMap, at: SchemaLocation, fallback: Draft) => Draft
  readonly vocabulariesOf: (schema: GoMap, draft: Draft) => readonly string[] | undefined
}

interface Place {
  readonly schema: GoValue
  readonly pointer: string
  readonly base: string
  readonly fallback: Dialect
}

/** Notes the resources and anchors of a schema and those within it. @throws SchemaError */
export function collectResources(root: SchemaRoot, place: Place, dialects: Dialects): void {
  if (root.visited.has(place.pointer)) return
  root.visited.add(place.pointer)
  const { schema, pointer, base, fallback } = place
  if (!isTable(schema)) {
    if (pointer === '') addResource(root, pointer, base, fallback)
    return
  }
  const { draft, id, namesDraft } = identify(root, place, schema, dialects)
  const url = id === '' ? base : joinUrl(base, id).url
  if (id !== '' || pointer === '') {
    const vocabularies = namesDraft ? dialects.vocabulariesOf(schema, draft) : undefined
    addResource(root, pointer, url, namesDraft ? { draft, vocabularies } : fallback)
  }
  const resource = root.byUrl.get(url)
  if (!resource) throw new SchemaError(`no resource ${quoteString(url)}`)
  collectAnchors(root, schema, pointer, resource)
  for (const [below, subschema] of subschemasOf(schema, draft, pointer)) {
    const inner = { schema: subschema, pointer: below, base: url, fallback: resource.dialect }
    collectResources(root, inner, dialects)
  }
}

/** `$schema` counts only where a schema is a resource of its own. */
function identify(root: SchemaRoot, place: Place, schema: GoMap, dialects: Dialects) {
  const { pointer, fallback } = place
  const draft = dialects.draftOf(schema, { url: root.url, pointer }, fallback.draft)
  const id = idOf(schema, draft)
  const namesDraft = typeof ownValue(schema, '$schema') === 'string'
  if (id !== '' || pointer === '') return { draft, id, namesDraft }
  return { draft: fallback.draft, id: idOf(schema, fallback.draft), namesDraft: false }
}

/** Before 2019 a schema with `$ref` is nothing but that. */
function idOf(schema: GoMap, draft: Draft): string {
  if (draft.version < 2019 && Object.hasOwn(schema, '$ref')) return ''
  const id = ownValue(schema, draft.id)
  return typeof id === 'string' ? splitFragment(id)[0] : ''
}

function addResource(root: SchemaRoot, pointer: string, url: string, dialect: Dialect): void {
  const present = root.byUrl.get(url)
  if (!present) {
    const resource = { pointer, url, dialect, anchors: new Map(), dynamicAnchors: [] }
    root.resources.set(pointer, resource)
    root.byUrl.set(url, resource)
  } else if (present.pointer !== pointer) {
    const where = `${quoteString(root.url)} at ${quoteString(pointer)} and ${quoteString(present.pointer)}`
    throw new SchemaError(`duplicate id ${quoteString(url)} in ${where}`)
  }
}

/** Notes a schema's anchors with the resource it belongs to. @throws SchemaError */
export function collectAnchors(root: SchemaRoot, schema: GoValue, pointer: string, resource: Resource): void {
  if (!isTable(schema)) return
  const add = (anchor: GoValue) => {
    if (typeof anchor !== 'string') return
    const present = resource.anchors.get(anchor)
    if (present !== undefined && present !== pointer) {
      const where = `${quoteString(root.url)} at ${quoteString(present)} and ${quoteString(pointer)}`
      throw new SchemaError(`duplicate anchor ${quoteString(anchor)} in ${where}`)
    }
    resource.anchors.set(anchor, pointer)
  }
  const { draft } = resource.dialect
  if (draft.version < 2019) {
    if (!Object.hasOwn(schema, '$ref')) add(anchorInId(ownValue(schema, draft.id)))
    return
  }
  add(ownValue(schema, '$anchor'))
  const dynamic = ownValue(schema, '$dynamicAnchor')
  if (draft.version >= 2020 && typeof dynamic === 'string') {
    add(dynamic)
    resource.dynamicAnchors.push(dynamic)
  }
}

function anchorInId(id: GoValue): string | undefined {
  const fragment = typeof id === 'string' ? splitFragment(id)[1] : ''
  return fragment === '' || fragment.startsWith('/') ? undefined : decodeURIComponent(fragment)
}

function* subschemasOf(schema: GoMap, draft: Draft, pointer: string): Generator<[string, GoValue]> {
  for (const keyword of Object.keys(schema)) {
    const holds = draft.subschemas.get(keyword)
    if (holds === undefined) continue
    const value = schema[keyword]
    const at = appendPointer(pointer, keyword)
    if (holds.includes('one')) yield [at, value]
    if ((holds.includes('map') && isTable(value)) || (holds.includes('list') && Array.isArray(value))) {
      for (const [name, member] of Object.entries(value)) yield [appendPointer(at, name), member]
    }
  }
}

/** The innermost resource that a pointer lies in. */
export function resourceAt(root: SchemaRoot, pointer: string): Resource {
  const [only] = root.resources.size === 1 ? root.resources.values() : []
  if (only) return only
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const resource = root.resources.get(at)
    if (resource) return resource
    if (!at.includes('/')) throw new SchemaError(`no resource at ${quoteString(pointer)}`)
  }
}
