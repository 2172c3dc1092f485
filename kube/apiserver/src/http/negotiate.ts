import { notAcceptable } from '../status/index.ts'

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
}

/**
 * Chooses a representation from an Accept header.
 * @throws ApiError 406 where nothing offered can be written
 */
export function negotiate(accept: string | undefined, options: NegotiateOptions): Representation {
  if (!accept) return { mediaType: 'application/json', pretty: options.pretty }
  for (const { type, parameters } of parseAccept(accept)) {
    const mediaType = type === 'application/*' ? undefined : written.get(type)
    if (!mediaType || (mediaType === protobuf && (!options.protobuf || parameters.has('as')))) continue
    return {
      mediaType,
      as: parameters.get('as'),
      group: parameters.get('g'),
      version: parameters.get('v'),
      pretty: options.pretty,
    }
  }
  throw notAcceptable()
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
