/** A schema that cannot be used; the message is that of Helm's library. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError'
}
