import { parseVersion, type Version } from '@sluice/base/semver'

const identifiers = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*'
const loose = new RegExp(
  `^v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?(?:-${identifiers})?(?:\\+${identifiers})?$`,
)
const maxNumber = 2n ** 64n - 1n

/** Parses a version or what looks like one. @throws Error in the words of Masterminds/semver */
export function readVersion(text: string): Version {
  const version = parseVersion(text)
  if (version) return version
  throw new Error(whyNone(text))
}

function whyNone(text: string): string {
  const match = loose.exec(text)
  if (!match) return 'invalid semantic version'
  const tooLarge = match.slice(1, 4).find(part => part !== undefined && BigInt(part) > maxNumber)
  return tooLarge === undefined
    ? 'version segment starts with 0'
    : `error parsing version segment: strconv.ParseUint: parsing "${tooLarge}": value out of range`
}
