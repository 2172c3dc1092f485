/** Which form an answer has, by the Accept header. @module */
import { ApiError, notAcceptable } from '../status/index.ts'

const json = 'application/json'
const yaml = 'application/yaml'
/** The media type of Kubernetes' protobuf. */
export const protobuf = 'application/vnd.kubernetes.protobuf'

export type MediaType = typeof json | typeof yaml | typeof protobuf

/** How an answer is written. */
export interface Representation {
  readonly mediaType: MediaType
  /** `Table`, `PartialObjectMetadata`, `PartialObjectMetadataList`, `APIGroupDiscoveryList`. */
  readonly as?: string
  readonly group?: string
  readonly version?: string
  readonly pretty: boolean
}

/**
 * What is answered: documents of discovery, of them all groups at once and one group, the version, one object, a list,
 * a watch's changes, what a container wrote.
 */
export type Subject = 'discovery' | 'groups' | 'group' | 'version' | 'object' | 'list' | 'watch' | 'log'

export interface NegotiateOptions {
  readonly subject: Subject
  /** Custom resources have no protobuf, and no router before them that refuses in words of its own. */
  readonly isCustom: boolean
  readonly pretty: boolean
}

interface Clause {
  readonly type: string
  readonly subtype: string
  readonly parameters: ReadonlyMap<string, string>
  readonly quality: number
}

const mediaTypes: readonly MediaType[] = [json, yaml, protobuf]
const streams = [`${json};stream=watch`, `${protobuf};stream=watch`]

/**
 * Chooses a representation from an Accept header: the first clause, best first, of which there is one.
 * @throws ApiError 406 where nothing offered can be written
 */
export function negotiate(accept: string | undefined, options: NegotiateOptions): Representation {
  if (!accept) return { mediaType: json, pretty: options.pretty }
  const { subject, isCustom, pretty } = options
  if (!isCustom) requireRoute(accept, subject)
  // What tells the version knows one form, whatever is asked for beyond the type.
  if (subject === 'version') return { mediaType: json, pretty }
  const chosen = chosenOf(accept, options)
  if (!chosen) throw onlyMediaTypes()
  // YAML has no streams, and is not passed over for that.
  if (subject === 'watch' && chosen.mediaType === yaml) throw onlyMediaTypes(true)
  return chosen
}

function chosenOf(accept: string, options: NegotiateOptions): Representation | undefined {
  for (const clause of parseAccept(accept)) {
    for (const mediaType of mediaTypes) {
      if (!covers(clause, mediaType)) continue
      const chosen = fitted(clause, mediaType, options)
      if (chosen) return chosen
    }
  }
  return undefined
}

/** The representation of an error: what was asked for if errors have it, else JSON. */
export function negotiateError(accept: string | undefined, pretty: boolean): Representation {
  for (const clause of parseAccept(accept ?? '')) {
    if (isTransformed(clause)) continue
    const mediaType = mediaTypes.find(each => covers(clause, each) && hasStream(clause, each))
    if (mediaType) return { mediaType, pretty: pretty || isPretty(clause) }
  }
  return { mediaType: json, pretty }
}

/** The words of everything behind the router. */
export function onlyMediaTypes(isWatch = false): ApiError {
  const types = isWatch ? streams : mediaTypes
  return new ApiError({
    code: 406,
    reason: 'NotAcceptable',
    message: `only the following media types are accepted: ${types.join(', ')}`,
  })
}

/** What the router says of a path, for those that have one. */
function producedOf(subject: Subject): readonly string[] | undefined {
  switch (subject) {
    case 'group':
      return undefined
    case 'version':
      return [json]
    case 'log':
      return ['text/plain', ...mediaTypes]
    case 'list':
    case 'watch':
      return [...mediaTypes, ...streams]
    default:
      return mediaTypes
  }
}

/** The router looks at types alone, by letter, and knows no `application/*`. */
function requireRoute(accept: string, subject: Subject): void {
  const produced = producedOf(subject)
  const types = accept.split(',').map(clause => clause.split(';')[0]?.trim() ?? '')
  if (!produced || types.some(type => type === '*/*' || produced.includes(type))) return
  throw notAcceptable(produced)
}

function covers({ type, subtype }: Clause, mediaType: MediaType): boolean {
  if (type === '*') return subtype === '*'
  const [ownType, ownSubtype] = mediaType.split('/')
  return type === ownType && (subtype === '*' || subtype === ownSubtype)
}

/** The clause in one media type; undefined where what it asks for is not to be had so. */
function fitted(
  clause: Clause,
  mediaType: MediaType,
  { subject, isCustom, pretty }: NegotiateOptions,
): Representation | undefined {
  if (!hasStream(clause, mediaType) || clause.parameters.has('sv')) return undefined
  const representation = { mediaType, pretty: pretty || isPretty(clause) }
  if (!isTransformed(clause)) return isCustom && mediaType === protobuf ? undefined : representation
  const [as = '', group, version] = ['as', 'g', 'v'].map(name => clause.parameters.get(name))
  if (!isOffered(subject, mediaType, { as, group, version })) return undefined
  return { ...representation, as, group, version }
}

/** Whether the clause asks for another kind than the one that is there. */
function isTransformed({ parameters }: Clause): boolean {
  return ['as', 'g', 'v'].some(name => parameters.has(name))
}

function hasStream({ parameters }: Clause, mediaType: MediaType): boolean {
  const stream = parameters.get('stream')
  return stream === undefined || (stream === 'watch' && mediaType !== yaml)
}

interface Shape {
  readonly as: string
  readonly group: string | undefined
  readonly version: string | undefined
}

const shapes = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'])

/** Tables have no protobuf. */
function isOffered(subject: Subject, mediaType: MediaType, { as, group, version }: Shape): boolean {
  if (subject === 'groups') {
    return as === 'APIGroupDiscoveryList' && group === 'apidiscovery.k8s.io' && version === 'v2'
  }
  if (subject === 'group' || subject === 'discovery' || subject === 'log') return false
  if (as === 'Table' && mediaType === protobuf) return false
  return shapes.has(as) && group === 'meta.k8s.io' && (version === 'v1' || version === 'v1beta1')
}

function isPretty({ parameters }: Clause): boolean {
  return parameters.get('pretty') === '1'
}

/** Clauses of one header that are looked at: they are sorted, and nobody has as many. */
const clauseLimit = 1000

/** Best first; what is no clause is passed over. */
function parseAccept(accept: string): readonly Clause[] {
  const clauses: Clause[] = []
  for (const clause of accept.split(',', clauseLimit).flatMap(parseClause)) {
    // Go's order of a few clauses: it is no order of all of them, so the way there counts.
    let at = clauses.length
    while (at > 0 && isBetter(clause, clauses[at - 1])) at--
    clauses.splice(at, 0, clause)
  }
  return clauses
}

function isBetter(a: Clause, b: Clause | undefined): boolean {
  if (!b) return false
  if (a.quality > b.quality || (a.type !== '*' && b.type === '*')) return true
  return a.subtype !== '*' && b.subtype === '*'
}

function parseClause(clause: string): readonly Clause[] {
  const [range = '', ...rest] = clause.split(';')
  const types = (range.trim() === '*' ? '*/*' : range).split('/').map(part => part.trim())
  const [type = '', subtype = ''] = types
  if (types.length !== 2 || subtype === '') return []
  const parameters = new Map<string, string>()
  let quality = 1
  for (const part of rest) {
    const [key = '', value = '', ...more] = part.split('=')
    if (value === '' || more.length > 0) continue
    if (key.trim() === 'q') quality = Number(value) || 0
    else parameters.set(key.trim(), value.trim())
  }
  return [{ type, subtype, parameters, quality }]
}
