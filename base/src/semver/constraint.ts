/**
 * Version constraints: `>=1.2 <2 || ~3.1`, as Masterminds/semver (Helm, Flux) reads them.
 *
 * Commas and blanks mean and, `||` means or, `a - b` is a range, `x`, `X`, `*` and missing parts are wildcards.
 * Prereleases match only in an and-group that names one.
 * @module
 */
import { comparePrereleases, compareVersions, parseVersion, type Version } from './version.ts'

/** A text that is no constraint. */
export class ConstraintError extends Error {
  override readonly name = 'ConstraintError'
  /** The group that cannot be read, as it was written. */
  readonly part: string | undefined

  constructor(message: string, part?: string) {
    super(message)
    this.part = part
  }
}

/** A parsed constraint: any of the groups must hold, each with all its terms. */
export interface Constraint {
  readonly groups: readonly Group[]
}

interface Group {
  readonly terms: readonly Term[]
  /** Whether one of the terms names a prerelease, so that prereleases may match. */
  readonly hasPrerelease: boolean
}

interface Term {
  readonly operator: Operator
  readonly version: Version
  /** The most significant part that is a wildcard or missing. */
  readonly wildcard: 'major' | 'minor' | 'patch' | 'none'
}

type Operator = '=' | '!=' | '>' | '<' | '>=' | '<=' | '~' | '^'

const operators: Readonly<Record<string, Operator>> = {
  '': '=',
  '=': '=',
  '!=': '!=',
  '>': '>',
  '<': '<',
  '>=': '>=',
  '=>': '>=',
  '<=': '<=',
  '=<': '<=',
  '~': '~',
  '~>': '~',
  '^': '^',
}

const part = '[0-9xX*|]+'
const version = `v?(${part})(?:\\.(${part}))?(?:\\.(${part}))?(-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?`
const term = new RegExp(`(!=|>=|=>|<=|=<|~>|=|>|<|~|\\^|)\\s*(${version})`, 'y')
const separator = /\s*,\s*|\s+/y
const range = new RegExp(`(${version})\\s+-\\s+(${version})\\s*`, 'g')

/** Longer texts are refused: no constraint that a person writes comes near. */
const maxLength = 1024

/** Parses a constraint. @throws ConstraintError if the text is none */
export function parseConstraint(text: string): Constraint {
  if (text.length > maxLength) throw new ConstraintError(`constraint is longer than ${maxLength} characters`)
  return { groups: expandRanges(text).split('||').map(parseGroup) }
}

/** Whether the version satisfies the constraint. */
export function satisfies(version: Version, constraint: Constraint): boolean {
  return constraint.groups.some(group => group.terms.every(term => holds(version, term, group)))
}

/** `1.2 - 2` means `>= 1.2, <= 2`. */
function expandRanges(text: string): string {
  let result = ''
  let end = 0
  for (const match of text.matchAll(range)) {
    result += `${text.slice(end, match.index).trimEnd()}>= ${match[1]}, <= ${match[6]} `
    end = match.index + match[0].length
  }
  return result + text.slice(end)
}

function parseGroup(text: string): Group {
  // A group that is improper further on is that, whatever its versions are.
  const terms = matchTerms(text).map(parseTerm)
  return { terms, hasPrerelease: terms.some(each => each.version.prerelease !== '') }
}

function matchTerms(text: string): RegExpExecArray[] {
  const improper = () => new ConstraintError(`improper constraint: ${JSON.stringify(text)}`, text)
  const matches: RegExpExecArray[] = []
  const body = text.trim()
  let position = 0
  while (position < body.length || matches.length === 0) {
    if (matches.length > 0) {
      separator.lastIndex = position
      const gap = separator.exec(body)
      if (!gap) throw improper()
      position += gap[0].length
    }
    term.lastIndex = position
    const match = term.exec(body)
    if (!match) throw improper()
    matches.push(match)
    position += match[0].length
  }
  return matches
}

function parseTerm(match: RegExpExecArray): Term {
  const [, operator = '', text = '', major = '', minor, patch, prerelease = ''] = match
  const wildcard = isWildcard(major)
    ? 'major'
    : isWildcard(minor)
      ? 'minor'
      : isWildcard(patch)
        ? 'patch'
        : 'none'
  const full = {
    major: `0.0.0${prerelease}`,
    minor: `${major}.0.0${prerelease}`,
    patch: `${major}.${minor}.0${prerelease}`,
    none: text,
  }[wildcard]
  const version = parseVersion(full)
  if (!version) throw new ConstraintError('constraint parser error')
  return { operator: operators[operator] ?? '=', version, wildcard }
}

function isWildcard(text: string | undefined): boolean {
  return text === undefined || text === 'x' || text === 'X' || text === '*'
}

function holds(version: Version, term: Term, group: Group): boolean {
  if (version.prerelease !== '' && !group.hasPrerelease) return false
  const order = compareVersions(version, term.version)
  switch (term.operator) {
    case '=':
      return term.wildcard === 'none' ? order === 0 : matchesTilde(version, term)
    case '!=':
      return differs(version, term)
    case '>':
      return isAbove(version, term)
    case '<':
      return order < 0
    case '>=':
      return order >= 0
    case '<=':
      return isAtMost(version, term)
    case '~':
      return matchesTilde(version, term)
    case '^':
      return matchesCaret(version, term)
  }
}

/** `!=1.x` excludes all of 1, `!=1.2.x` all of 1.2. */
function differs(version: Version, { version: wanted, wildcard }: Term): boolean {
  if (wildcard === 'none') return compareVersions(version, wanted) !== 0
  if (version.major !== wanted.major) return true
  if (wildcard === 'minor') return false
  if (version.minor !== wanted.minor) return true
  if (wildcard === 'major') return version.patch !== wanted.patch || compareVersions(version, wanted) !== 0
  return comparePrereleases(version.prerelease, wanted.prerelease) !== 0
}

/** `>11` means 12 or more, `>11.1` means 11.2 or more. */
function isAbove(version: Version, { version: wanted, wildcard }: Term): boolean {
  if (wildcard === 'none' || wildcard === 'major') return compareVersions(version, wanted) > 0
  if (version.major !== wanted.major) return version.major > wanted.major
  return wildcard === 'patch' && version.minor > wanted.minor
}

/** `<=11` includes all of 11, `<=11.1` all of 11.1. */
function isAtMost(version: Version, { version: wanted, wildcard }: Term): boolean {
  if (wildcard === 'none') return compareVersions(version, wanted) <= 0
  if (version.major !== wanted.major) return version.major < wanted.major
  return wildcard === 'minor' || version.minor <= wanted.minor
}

/** `~1.2.3` stays within 1.2, `~1` within 1; `~*` and `~0.0.0` take anything. */
function matchesTilde(version: Version, { version: wanted, wildcard }: Term): boolean {
  if (compareVersions(version, wanted) < 0) return false
  const isZero = wanted.major === 0n && wanted.minor === 0n && wanted.patch === 0n
  if (isZero && wildcard !== 'minor' && wildcard !== 'patch') return true
  if (version.major !== wanted.major) return false
  return wildcard === 'minor' || version.minor === wanted.minor
}

/** `^1.2` stays within 1, `^0.2.3` within 0.2, `^0.0.3` takes that patch only. */
function matchesCaret(version: Version, { version: wanted, wildcard }: Term): boolean {
  if (compareVersions(version, wanted) < 0) return false
  if (wanted.major > 0n || wildcard === 'minor') return version.major === wanted.major
  if (version.major > 0n) return false
  if (wanted.minor > 0n || wildcard === 'patch') return version.minor === wanted.minor
  return version.minor === 0n && version.patch === wanted.patch
}
