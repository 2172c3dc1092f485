import { ConstraintError, parseConstraint, satisfies } from '@sluice/base/semver'
import { GoFunction } from '@sluice/gotemplate'
import { readVersion } from './read-version.ts'
import { VersionObject } from './version-object.ts'

/** Semantic versions. */
export const versionFunctions = {
  semver: new GoFunction(
    ['string'],
    (text: string) => new VersionObject(readVersion(text), { isPointer: true }),
  ),
  semverCompare: new GoFunction(['string', 'string'], compare),
}

function compare(constraint: string, version: string): boolean {
  const parsed = readConstraint(constraint)
  return satisfies(readVersion(version), parsed)
}

function readConstraint(text: string) {
  try {
    return parseConstraint(text)
  } catch (error) {
    if (!(error instanceof ConstraintError) || error.part === undefined) throw error
    // The Masterminds/semver that Helm is built with does not quote the part.
    throw new Error(`improper constraint: ${error.part}`, { cause: error })
  }
}
