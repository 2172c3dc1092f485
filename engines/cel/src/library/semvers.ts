import { bool, global, type Library, member, text } from '../functions.ts'
import { boolType, intType, opaqueType, stringType } from '../types.ts'
import { EvaluationError, Opaque, type Value } from '../values.ts'

const semverType = opaqueType('kubernetes.Semver')

class Semver extends Opaque {
  readonly typeName = 'kubernetes.Semver'
  readonly numbers: readonly [bigint, bigint, bigint]
  readonly pre: readonly string[]

  constructor(numbers: readonly [bigint, bigint, bigint], pre: readonly string[]) {
    super()
    this.numbers = numbers
    this.pre = pre
  }

  equals(other: Opaque): boolean {
    return other instanceof Semver && compare(this, other) === 0
  }
}

/** Reads a version as the library does that Kubernetes uses, and fails in its words. */
function parseSemver(source: string): Semver {
  if (source === '') throw new EvaluationError('Version string empty')
  const [major, minor, ...others] = source.split('.')
  if (major === undefined || minor === undefined || others.length === 0)
    throw new EvaluationError('No Major.Minor.Patch elements found')
  const numbers = [readNumber(major, 'Major'), readNumber(minor, 'Minor')] as const
  const [release = '', build] = cut(others.join('.'), '+')
  const [patch = '', pre] = cut(release, '-')
  const version = new Semver([...numbers, readNumber(patch, 'Patch')], pre?.split('.') ?? [])
  version.pre.forEach(checkPrerelease)
  build?.split('.').forEach(checkBuild)
  return version
}

function cut(source: string, separator: string): readonly [string, string | undefined] {
  const index = source.indexOf(separator)
  return index < 0 ? [source, undefined] : [source.slice(0, index), source.slice(index + 1)]
}

function readNumber(part: string, name: string): bigint {
  if (!/^\d*$/.test(part)) {
    throw new EvaluationError(
      `Invalid character(s) found in ${name.toLowerCase()} number ${JSON.stringify(part)}`,
    )
  }
  if (/^0\d/.test(part)) {
    throw new EvaluationError(`${name} number must not contain leading zeroes ${JSON.stringify(part)}`)
  }
  return parseUint(part)
}

function parseUint(digits: string): bigint {
  const value = BigInt(digits)
  if (digits !== '' && BigInt.asUintN(64, value) === value) return value
  const why = digits === '' ? 'invalid syntax' : 'value out of range'
  throw new EvaluationError(`strconv.ParseUint: parsing ${JSON.stringify(digits)}: ${why}`)
}

function checkPrerelease(part: string): void {
  if (part === '') throw new EvaluationError('Prerelease is empty')
  if (/^0\d+$/.test(part)) {
    throw new EvaluationError(
      `Numeric PreRelease version must not contain leading zeroes ${JSON.stringify(part)}`,
    )
  }
  if (/^\d+$/.test(part)) parseUint(part)
  else if (!/^[0-9A-Za-z-]+$/.test(part))
    throw new EvaluationError(`Invalid character(s) found in prerelease ${JSON.stringify(part)}`)
}

function checkBuild(part: string): void {
  if (part === '') throw new EvaluationError('Build meta data is empty')
  if (!/^[0-9A-Za-z-]+$/.test(part))
    throw new EvaluationError(`Invalid character(s) found in build meta data ${JSON.stringify(part)}`)
}

/** Takes a leading `v` and zeros away, and fills missing parts up. */
function normalize(source: string): string {
  const [major = '', minor, ...others] = source.replace(/^v/, '').split('.')
  const parts = [
    major,
    ...(minor === undefined ? [] : [minor]),
    ...(others.length > 0 ? [others.join('.')] : []),
  ]
  const trimmed = parts.map(part => (part.length > 1 ? withoutZeros(part) : part))
  if (trimmed.length < 3 && /[+-]/.test(trimmed.at(-1) ?? ''))
    throw new EvaluationError('short version cannot contain PreRelease/Build meta data')
  while (trimmed.length < 3) trimmed.push('0')
  return trimmed.join('.')
}

function withoutZeros(part: string): string {
  const rest = part.replace(/^0+/, '')
  return /^\d/.test(rest) ? rest : `0${rest}`
}

function parse(source: Value | undefined, isNormalized?: Value): Semver {
  const loose = isNormalized !== undefined && bool(isNormalized)
  return parseSemver(loose ? normalize(text(source)) : text(source))
}

function isSemver(source: Value | undefined, isNormalized?: Value): boolean {
  try {
    parse(source, isNormalized)
    return true
  } catch (error) {
    if (error instanceof EvaluationError) return false
    throw error
  }
}

function compare(a: Semver, b: Semver): number {
  for (let i = 0; i < 3; i++) {
    const x = a.numbers[i] ?? 0n
    const y = b.numbers[i] ?? 0n
    if (x !== y) return x < y ? -1 : 1
  }
  if (a.pre.length === 0 || b.pre.length === 0) return Math.sign(b.pre.length - a.pre.length)
  for (let i = 0; i < Math.max(a.pre.length, b.pre.length); i++) {
    const order = comparePre(a.pre[i], b.pre[i])
    if (order !== 0) return order
  }
  return 0
}

function comparePre(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1
  const isNumber = (part: string) => /^\d+$/.test(part)
  if (isNumber(a) && isNumber(b)) return Math.sign(Number(BigInt(a) - BigInt(b)))
  if (isNumber(a) !== isNumber(b)) return isNumber(a) ? -1 : 1
  return a === b ? 0 : a < b ? -1 : 1
}

function semver(value: Value | undefined): Semver {
  if (value instanceof Semver) return value
  throw new EvaluationError('no such overload')
}

const both = [semverType, semverType]

/** Kubernetes' functions on semantic versions. */
export const semvers: Library = {
  semver: [
    global('string_to_semver', [stringType], semverType, parse),
    global('string_bool_to_semver', [stringType, boolType], semverType, parse),
  ],
  isSemver: [
    global('is_semver_string', [stringType], boolType, source => isSemver(source)),
    global('is_semver_string_bool', [stringType, boolType], boolType, isSemver),
  ],
  isGreaterThan: [
    member('semver_is_greater_than', both, boolType, (a, b) => compare(semver(a), semver(b)) > 0),
  ],
  isLessThan: [member('semver_is_less_than', both, boolType, (a, b) => compare(semver(a), semver(b)) < 0)],
  compareTo: [member('semver_compare_to', both, intType, (a, b) => BigInt(compare(semver(a), semver(b))))],
  major: [member('semver_major', [semverType], intType, value => semver(value).numbers[0])],
  minor: [member('semver_minor', [semverType], intType, value => semver(value).numbers[1])],
  patch: [member('semver_patch', [semverType], intType, value => semver(value).numbers[2])],
}
