import { childPath, type FieldError, keyPath, required } from '../field-error.ts'
import type { Schema } from '../schema.ts'
import { propertyOf } from '../structural.ts'

/** What the junctors of the root restrict must be declared outside of them. */
export function checkCompleteness(schema: Schema, path: string): FieldError[] {
  return checkJunctors(schema, schema, path, path)
}

/** `path` is where the declaration is looked for, `from` where the restriction is. */
function checkJunctors(restriction: Schema, declared: Schema, path: string, from: string): FieldError[] {
  const branches = (name: 'allOf' | 'anyOf' | 'oneOf') =>
    (restriction[name] ?? []).flatMap((branch, i) =>
      checkBranch(branch, declared, path, keyPath(childPath(from, name), i)),
    )
  const { not } = restriction
  return [
    ...(not ? checkBranch(not, declared, path, childPath(from, 'not')) : []),
    ...branches('allOf'),
    ...branches('anyOf'),
    ...branches('oneOf'),
  ]
}

function checkBranch(branch: Schema, declared: Schema, path: string, from: string): FieldError[] {
  const errors = checkJunctors(branch, declared, path, from)
  if (branch.items) {
    errors.push(
      ...checkInside(branch.items, declared.items, childPath(path, 'items'), childPath(from, 'items')),
    )
  }
  for (const [name, property] of Object.entries(branch.properties ?? {})) {
    const [at, origin] = [path, from].map(each => keyPath(childPath(each, 'properties'), name))
    errors.push(...checkInside(property, propertyOf(declared, name), at ?? '', origin ?? ''))
  }
  return errors
}

function checkInside(branch: Schema, declared: Schema | undefined, path: string, from: string): FieldError[] {
  return declared
    ? checkBranch(branch, declared, path, from)
    : [required(path, `because it is defined in ${from}`)]
}
