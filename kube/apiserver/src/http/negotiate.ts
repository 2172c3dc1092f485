/** Which form an answer has, by the Accept header. @module */
import { ApiError, notAcceptable } from '../status/index.ts'
import { isTrue } from './request-info.ts'

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

/** What is answered: documents of discovery, of them all groups at once, one object, a list, a watch's changes. */
export type Subject = 'discovery' | 'groups' | 'version' | 'object' | 'list' | 'watch'

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
  if (!options.isCustom) requireRoute(accept, options.subject)
  const offered = offeredTypes(options.subject)
  for (const clause of parseAccept(accept)) {
    for (const mediaType of offered) {
      if (!covers(clause, mediaType)) continue
      const chosen = fitted(clause, mediaType, options)
      if (chosen) return chosen
    }
  }
  throw onlyMediaTypes(options.subject === 'watch')
}

/** The representation of an error: what was asked for if errors have it, else JSON. */
export function negotiateError(accept: string | undefined, pretty: boolean): Representation {
  for (const clause of parseAccept(accept ?? '')) {
    const mediaType = mediaTypes.find(each => covers(clause, each))
    const { parameters } = clause
    if (!mediaType || parameters.has('as') || parameters.has('stream')) continue
    return { mediaType, pretty: pretty || isPretty(clause) }
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

function offeredTypes(subject: Subject): readonly MediaType[] {
  if (subject === 'version') return [json]
  return subject === 'watch' ? [json, protobuf] : mediaTypes
}

/** The router looks at types alone, by letter, and knows no `application/*`. */
function requireRoute(accept: string, subject: Subject): void {
  const produced = subject === 'version' ? [json] : mediaTypes
  const types = accept.split(',').map(clause => clause.split(';')[0]?.trim() ?? '')
  if (types.some(type => type === '*/*' || produced.some(each => each === type))) return
  throw notAcceptable(subject === 'list' || subject === 'watch' ? [...mediaTypes, ...streams] : produced)
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
  const { parameters } = clause
  const as = parameters.get('as')
  const group = parameters.get('g')
  const version = parameters.get('v')
  const stream = parameters.get('stream')
  if (stream !== undefined && stream !== 'watch') return undefined
  const representation = { mediaType, pretty: pretty || isPretty(clause) }
  if (as === undefined) return isCustom && mediaType === protobuf ? undefined : representation
  if (!isOffered(subject, mediaType, { as, group, version })) return undefined
  return { ...representation, as, group, version }
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
  if (subject === 'version' || subject === 'discovery' || (as === 'Table' && mediaType === protobuf))
    return false
  return shapes.has(as) && group === 'meta.k8s.io' && (version === 'v1' || version === 'v1beta1')
}

function isPretty({ parameters }: Clause): boolean {
  return isTrue(parameters.get('pretty') ?? null)
}

function parseAccept(accept: string): readonly Clause[] {
  return accept
    .split(',')
    .map(parseClause)
    .sort((a, b) => b.quality - a.quality)
}

function parseClause(clause: string): Clause {
  const [range = '', ...rest] = clause.split(';').map(part => part.trim())
  const parameters = new Map(
    rest.map(part => {
      const [key = '', value = ''] = part.split('=')
      return [key.trim(), value.trim()] as const
    }),
  )
  const [type = '', subtype = ''] = range === '*' ? ['*', '*'] : range.split('/')
  const quality = Number(parameters.get('q') ?? 1)
  return { type, subtype, parameters, quality: Number.isNaN(quality) ? 1 : quality }
}
