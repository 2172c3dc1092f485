/** A text whose expressions cannot be parsed, or a variable that has no value. */
export class EnvsubstError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'EnvsubstError'
  }
}

/** The ways in which an expression can be wrong. */
export const problems = {
  badSubstitution: 'bad substitution',
  missingBrace: 'missing closing brace',
  variableName: 'unable to parse variable name',
  argument: 'unable to parse substitution within function',
  defaultFunction: 'unable to parse default function',
} as const
