import { ApiError, notAcceptable } from '../status/index.ts'

const protobuf = 'application/vnd.kubernetes.protobuf'

/** How an answer is written. */
export interface Representation {
  readonly mediaType: 'application/json' | 'application/yaml' | 'application/vnd.kubernetes.protobuf'
  /** `Table`, `PartialObjectMetadata`, `PartialObjectMetadataList`, `APIGroupDiscoveryList`. */
  readonly as?: string
  readonly group?: string
  readonly version?: string
  readonly pretty: boolean
}

interface Accepted {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
  readonly quality: number
}

const written = new Map<string, Representation['mediaType']>([
  ['application/json', 'application/json'],
  ['*/*', 'application/json'],
  ['application/*', 'application/json'],
  ['application/yaml', 'application/yaml'],
  [protobuf, protobuf],
])

export interface NegotiateOptions {
  readonly pretty: boolean
  /** Whether the answer can be written as protobuf: built-in kinds, but no watches, tables or documents. */
  readonly protobuf: boolean
  /** Custom resources refuse in words of their own. */
  readonly isCustom: boolean
  /** What an answer may be asked `as`; clauses that ask for anything else are passed over. */
  readonly transforms: 'objects' | 'discovery'
}

/**
 * Chooses a representation from an Accept header.
 * @throws ApiError 406 where nothing offered can be written
 */
export function negotiate(accept: string | undefined, options: NegotiateOptions): Representation {
  let asksForMore = false
  if (!accept) return { mediaType: 'application/json', pretty: options.pretty }
  for (const { type, parameters } of parseAccept(accept)) {
    const mediaType = type === 'application/*' ? undefined : written.get(type)
    if (!mediaType || (mediaType === protobuf && (!options.protobuf || parameters.has('as')))) continue
    const { as, group, version } = transformOf(parameters)
    if (as !== undefined && !isOffered(options.transforms, as, group, version)) {
      asksForMore = true
      continue
    }
    return {
      mediaType,
      as,
      group,
      version,
      pretty: options.pretty,
    }
  }
  throw asksForMore || options.isCustom ? onlyMediaTypes() : notAcceptable()
}

function transformOf(
  parameters: ReadonlyMap<string, string>,
): Pick<Representation, 'as' | 'group' | 'version'> {
  return { as: parameters.get('as'), group: parameters.get('g'), version: parameters.get('v') }
}

const shapes = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'])

function isOffered(
  transforms: NegotiateOptions['transforms'],
  as: string,
  group: string | undefined,
  version: string | undefined,
): boolean {
  if (transforms === 'discovery') {
    return (
      as === 'APIGroupDiscoveryList' &&
      group === 'apidiscovery.k8s.io' &&
      (version === 'v2' || version === 'v2beta1')
    )
  }
  return shapes.has(as) && group === 'meta.k8s.io' && (version === 'v1' || version === 'v1beta1')
}

function onlyMediaTypes(): ApiError {
  return new ApiError({
    code: 406,
    reason: 'NotAcceptable',
    message:
      'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  })
}

function parseAccept(accept: string): readonly Accepted[] {
  return accept
    .split(',')
    .map(parseClause)
    .filter(clause => clause.quality > 0)
    .sort((a, b) => b.quality - a.quality)
}

function parseClause(clause: string): Accepted {
  const [type = '', ...rest] = clause.split(';').map(part => part.trim())
  const parameters = new Map(
    rest.map(part => {
      const [key = '', value = ''] = part.split('=')
      return [key.trim(), value.trim()] as const
    }),
  )
  const quality = Number(parameters.get('q') ?? 1)
  return { type: type.toLowerCase(), parameters, quality: Number.isNaN(quality) ? 0 : quality }
}
