import { GoFunction, type GoValue, kindOf, typeName } from '@sluice/gotemplate'
import { deepEqual } from '../values/deep-equal.ts'

/** Types and kinds of values. */
export const reflectionFunctions = {
  deepEqual: new GoFunction(['any', 'any'], deepEqual),
  kindIs: new GoFunction(['string', 'any'], (kind: string, value: GoValue) => kind === kindOf(value)),
  kindOf: new GoFunction(['any'], kindOf),
  typeIs: new GoFunction(['string', 'any'], (type: string, value: GoValue) => type === typeName(value)),
  typeIsLike: new GoFunction(['string', 'any'], (type: string, value: GoValue) =>
    [type, `*${type}`].includes(typeName(value)),
  ),
  typeOf: new GoFunction(['any'], typeName),
}
