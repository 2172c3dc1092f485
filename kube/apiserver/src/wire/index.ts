/** Kubernetes' protobuf encoding of built-in kinds. @module */
export { inDeclaredOrder } from './declared-order.ts'

export { hasMessage, lengthDelimited, varintField } from './encode.ts'
export {
  BadMessage,
  decodeEnvelope,
  encodeEnvelope,
  encodeWatchEvent,
  type NamedKind,
  UnknownKind,
} from './envelope.ts'
export { definitionOf } from './kinds.ts'
export { WireError } from './wire-error.ts'
