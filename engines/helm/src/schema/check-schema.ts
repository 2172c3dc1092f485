import { type GoValue, quoteString } from '@sluice/gotemplate'
import { type CompilePattern, compileSchema } from './compile-schema.ts'
import type { Dialect } from './drafts.ts'
import { isWellFormed } from './is-well-formed.ts'
import { formatProblems } from './problem.ts'
import { type CheckSchema, SchemaDocuments } from './schema-documents.ts'
import { SchemaError } from './schema-error.ts'
import { validate } from './validate.ts'

/**
 * A check of schemas against their metaschemas. Most schemas pass a quick look; only the others are validated in full,
 * for the words.
 */
export function checkSchema(compilePattern: CompilePattern): CheckSchema {
  return (schema, dialect, location) => {
    if (isWellFormed(schema, dialect.draft)) return
    const problems = validateByMetaschema(schema, dialect, compilePattern)
    if (problems.length === 0) return
    const url = `${dialect.draft.url}#`
    throw new SchemaError(
      `${quoteString(location)} is not valid against metaschema: jsonschema validation failed with '${url}'\n${formatProblems(problems)}`,
    )
  }
}

function validateByMetaschema(schema: GoValue, { draft }: Dialect, compilePattern: CompilePattern) {
  const documents = new SchemaDocuments(new Map(), { check: () => {}, warnUrn: () => {} })
  return validate(schema, compileSchema(draft.url, documents, compilePattern))
}
