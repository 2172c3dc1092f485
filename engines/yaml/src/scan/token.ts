/** The smallest parts that the grammar of YAML knows. */
export type TokenType =
  | 'version'
  | 'tag-directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar'
  | 'stream-end'

/** How a scalar was written. */
export type TokenStyle = 'plain' | 'quoted' | 'literal' | 'folded'

/** A token, and where it starts. */
export interface Token {
  readonly type: TokenType
  readonly at: number
  readonly line: number
  /** A scalar's text, a name, a tag's handle. */
  readonly text: string
  /** A tag after its handle; the prefix that a directive gives a handle. */
  readonly suffix: string
  readonly style: TokenStyle
}
