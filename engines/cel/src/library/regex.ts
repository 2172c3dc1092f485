import { int, type Library, member, text } from '../functions.ts'
import { compileRegex, type Regex } from '../regex.ts'
import { intType, listType, stringType } from '../types.ts'
import { EvaluationError, type Value } from '../values.ts'

function compiled(pattern: Value | undefined): Extract<Regex, { type: 'regex' }> {
  const regex = compileRegex(text(pattern))
  if (regex.type === 'regex') return regex
  throw new EvaluationError(`Illegal regex: ${regex.message}`)
}

function findAll(subject: Value | undefined, pattern: Value | undefined, limit?: Value): Value {
  return compiled(pattern).findAll(text(subject), limit === undefined ? -1 : Number(int(limit)))
}

/** What is found by patterns. */
export const regexes: Library = {
  find: [
    member(
      'string_find_string',
      [stringType, stringType],
      stringType,
      (subject, pattern) => compiled(pattern).find(text(subject)) ?? '',
    ),
  ],
  findAll: [
    member('string_find_all_string', [stringType, stringType], listType(stringType), findAll),
    member('string_find_all_string_int', [stringType, stringType, intType], listType(stringType), findAll),
  ],
}
