/** A semantic version. Its numbers are 64-bit, so they are carried as `bigint`. */
export interface Version {
  readonly major: bigint
  readonly minor: bigint
  readonly patch: bigint
  /** Without the dash; `''` if there is none. */
  readonly prerelease: string
  /** Without the plus; `''` if there is none. Does not take part in comparisons. */
  readonly build: string
  /** The text it was parsed from. */
  readonly original: string
}

const strict = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/
const loose = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/
const maxNumber = 2n ** 64n - 1n

/** Parses `1.2.3-rc.1+build` exactly as SemVer writes it; undefined for anything else. */
export function parseStrictVersion(text: string): Version | undefined {
  const match = strict.exec(text)
  if (!match || [match[1], match[2], match[3]].some(part => hasLeadingZero(part ?? ''))) return undefined
  return versionFrom(match, text)
}

/** Parses a version and what looks like one: a leading `v`, missing parts (`1.2`), leading zeros (`2025.01.02`). */
export function parseVersion(text: string): Version | undefined {
  const match = loose.exec(text)
  return match ? versionFrom(match, text) : undefined
}

/** Parses what `parseVersion` does, unless one of the three parts is missing. */
export function parseFullVersion(text: string): Version | undefined {
  return text.split('.').length < 3 ? undefined : parseVersion(text)
}

/** Writes a version as SemVer does, whatever it was parsed from. */
export function formatVersion(version: Version): string {
  const { major, minor, patch, prerelease, build } = version
  return `${major}.${minor}.${patch}${prerelease && `-${prerelease}`}${build && `+${build}`}`
}

/** Orders versions by SemVer's precedence: negative if `a` comes first; 0 for equals, whose build may differ. */
export function compareVersions(a: Version, b: Version): number {
  return (
    compareNumbers(a.major, b.major) ||
    compareNumbers(a.minor, b.minor) ||
    compareNumbers(a.patch, b.patch) ||
    comparePrereleases(a.prerelease, b.prerelease)
  )
}

/** Orders prereleases: none is the highest, numbers come before names. */
export function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0
  if (a === '') return 1
  if (b === '') return -1
  const left = a.split('.')
  const right = b.split('.')
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = compareIdentifiers(left[i], right[i])
    if (order !== 0) return order
  }
  return 0
}

function compareIdentifiers(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0
  if (a === undefined) return -1
  if (b === undefined) return 1
  const isNumberA = /^\d+$/.test(a)
  const isNumberB = /^\d+$/.test(b)
  if (isNumberA && isNumberB) return compareNumbers(BigInt(a), BigInt(b))
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1
  return a < b ? -1 : 1
}

function compareNumbers(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function versionFrom(match: RegExpExecArray, original: string): Version | undefined {
  const [major, minor, patch] = [match[1], match[2], match[3]].map(part => BigInt(part ?? 0))
  if (major === undefined || minor === undefined || patch === undefined) return undefined
  if (major > maxNumber || minor > maxNumber || patch > maxNumber) return undefined
  const prerelease = match[4] ?? ''
  const build = match[5] ?? ''
  if (prerelease && !prerelease.split('.').every(isPrereleaseIdentifier)) return undefined
  if (build !== '' && build.split('.').includes('')) return undefined
  return { major, minor, patch, prerelease, build, original }
}

function isPrereleaseIdentifier(part: string): boolean {
  return part !== '' && !(/^\d+$/.test(part) && hasLeadingZero(part))
}

function hasLeadingZero(digits: string): boolean {
  return digits.length > 1 && digits.startsWith('0')
}
