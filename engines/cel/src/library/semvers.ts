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

const numeric = '0|[1-9]\\d*'
const strict = new RegExp(
  `^(${numeric})\\.(${numeric})\\.(${numeric})` +
    `(?:-((?:${numeric}|\\d*[A-Za-z-][0-9A-Za-z-]*)(?:\\.(?:${numeric}|\\d*[A-Za-z-][0-9A-Za-z-]*))*))?` +
    '(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$',
)

function parseSemver(source: string): Semver | undefined {
  const match = strict.exec(source)
  if (!match) return undefined
  const [, major = '0', minor = '0', patch = '0', pre] = match
  return new Semver([BigInt(major), BigInt(minor), BigInt(patch)], pre === undefined ? [] : pre.split('.'))
}

/** Takes a leading `v` and zeros away, and fills missing parts up. */
function normalize(source: string): string | undefined {
  const parts = source.replace(/^v/, '').split('.')
  const first = [...parts.slice(0, 2), ...(parts.length > 2 ? [parts.slice(2).join('.')] : [])]
  const trimmed = first.map(part => (part.length > 1 ? part.replace(/^0+(?=\d)/, '') : part))
  if (trimmed.length < 3 && /[+-]/.test(trimmed.at(-1) ?? '')) return undefined
  while (trimmed.length < 3) trimmed.push('0')
  return trimmed.join('.')
}

function read(source: Value | undefined, isNormalized: Value | undefined): Semver | undefined {
  const loose = isNormalized !== undefined && bool(isNormalized)
  const normal = loose ? normalize(text(source)) : text(source)
  return normal === undefined ? undefined : parseSemver(normal)
}

function parse(source: Value | undefined, isNormalized?: Value): Value {
  const version = read(source, isNormalized)
  if (version) return version
  throw new EvaluationError(problemOf(text(source)))
}

/** Why text is no version, in the words of the library that Kubernetes uses. */
function problemOf(source: string): string {
  if (source === '') return 'Version string empty'
  const parts = source.split('.')
  if (parts.length < 3) return 'No Major.Minor.Patch elements found'
  const names = ['major', 'minor', 'patch']
  for (const [i, name] of names.entries()) {
    const part = (parts[i] ?? '').replace(/[-+].*$/, '')
    if (!/^\d+$/.test(part)) return `Invalid character(s) found in ${name} number ${JSON.stringify(part)}`
    if (part.length > 1 && part.startsWith('0')) {
      const title = `${name[0]?.toUpperCase()}${name.slice(1)}`
      return `${title} number must not contain leading zeroes ${JSON.stringify(part)}`
    }
  }
  return `Invalid character(s) found in prerelease ${JSON.stringify(source)}`
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
    global('is_semver_string', [stringType], boolType, source => read(source, undefined) !== undefined),
    global(
      'is_semver_string_bool',
      [stringType, boolType],
      boolType,
      (source, normal) => read(source, normal) !== undefined,
    ),
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
