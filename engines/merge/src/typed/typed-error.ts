import type { JsonValue } from '@sluice/base/json'
import { goPrint, goSyntax, goTypeName } from './go-value.ts'
import type { ScalarType } from './type.ts'

/** What is wrong with a value at a path: `.spec.replicas: expected numeric (int or float), got string`. */
export interface TypedProblem {
  readonly path: string
  readonly what: string
}

/** An object that does not fit its schema, in the words of Kubernetes. */
export class TypedError extends Error {
  readonly problems: readonly TypedProblem[]

  constructor(problems: readonly TypedProblem[]) {
    super(problemsText(problems))
    this.name = 'TypedError'
    this.problems = problems
  }
}

function problemsText(problems: readonly TypedProblem[]): string {
  const texts = problems.map(({ path, what }) => (path === '' ? what : `${path}: ${what}`))
  if (texts.length === 1) return texts[0] ?? ''
  return ['errors:', ...texts.map(text => `  ${text}`)].join('\n')
}

/** Why a value is no scalar of this type; undefined where it is one. Null is any. */
export function scalarProblem(scalar: ScalarType, value: JsonValue): string | undefined {
  if (value === null) return undefined
  const isNumber = typeof value === 'number' || typeof value === 'bigint'
  switch (scalar) {
    case 'numeric':
      return isNumber ? undefined : `expected numeric (int or float), got ${goTypeName(value)}`
    case 'string':
      return typeof value === 'string'
        ? undefined
        : `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `expected boolean, got &{${goPrint(value)}}`
    case 'untyped': {
      const isScalar = isNumber || typeof value === 'string' || typeof value === 'boolean'
      return isScalar ? undefined : `expected any scalar, got &{${goPrint(value)}}`
    }
  }
}

/** Why a value is no list or map. */
export function containerProblem(expected: 'list' | 'map', value: JsonValue): string {
  return `expected ${expected}, got &{${goPrint(value)}}`
}
