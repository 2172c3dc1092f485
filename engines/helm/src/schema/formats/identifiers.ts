const groups = [8, 4, 4, 4, 12]

import { quoteString } from '@sluice/gotemplate'
/** What is wrong with a text that has to be a UUID. */
export function checkUuid(text: string): string | undefined {
  const parts = text.split('-')
  if (parts.length !== groups.length) return `must have ${groups.length} elements`
  for (const [i, part] of parts.entries()) {
    if (part.length !== groups[i]) return `element ${i + 1} must be ${groups[i]} characters long`
    const bad = /[^0-9a-fA-F]/u.exec(part)
    if (bad) return `non-hex character ${quoted(bad[0])}`
  }
  return undefined
}

/** What is wrong with a text that has to be a JSON pointer (RFC 6901, section 3). */
export function checkJsonPointer(text: string): string | undefined {
  if (text === '') return undefined
  if (!text.startsWith('/')) return 'not starting with /'
  return /~(?![01])/.test(text) ? '~ must be followed by 0 or 1' : undefined
}

/** What is wrong with a text that has to be a relative JSON pointer. */
export function checkRelativeJsonPointer(text: string): string | undefined {
  const digits = /^[0-9]*/.exec(text)?.[0] ?? ''
  if (digits === '') return 'must start with non-negative integer'
  if (digits.length > 1 && digits.startsWith('0')) return 'starts with zero'
  const rest = text.slice(digits.length)
  return rest === '#' ? undefined : checkJsonPointer(rest)
}

/** What is wrong with a text that has to be a semantic version. */
export function checkSemver(text: string): string | undefined {
  const plus = text.indexOf('+')
  const build = plus < 0 ? undefined : checkBuild(text.slice(plus + 1))
  if (build) return build
  const version = plus < 0 ? text : text.slice(0, plus)
  const dash = version.indexOf('-')
  const prerelease = dash < 0 ? undefined : checkPrerelease(version.slice(dash + 1))
  return prerelease ?? checkCore(dash < 0 ? version : version.slice(0, dash))
}

function checkBuild(build: string): string | undefined {
  if (build === '') return 'build is empty'
  for (const part of build.split('.')) {
    if (part === '') return 'build identifier is empty'
    const bad = /[^0-9a-zA-Z-]/u.exec(part)
    if (bad) return `invalid character ${quoted(bad[0])} in build identifier`
  }
  return undefined
}

function checkPrerelease(prerelease: string): string | undefined {
  for (const part of prerelease.split('.')) {
    if (part === '') return 'pre-release identifier is empty'
    const bad = /[^0-9a-zA-Z-]/u.exec(part)
    if (bad) return `invalid character ${quoted(bad[0])} in pre-release identifier`
    if (/^0[0-9]+$/.test(part)) return 'pre-release numeric identifier starts with zero'
  }
  return undefined
}

function checkCore(core: string): string | undefined {
  const numbers = core.split('.')
  if (numbers.length !== 3) return 'versionCore must have 3 numbers separated by dot'
  for (const [i, name] of ['major', 'minor', 'patch'].entries()) {
    const number = numbers[i] ?? ''
    if (number === '') return `${name} is empty`
    if (number.length > 1 && number.startsWith('0')) return `${name} starts with zero`
    if (/[^0-9]/.test(number)) return `${name} contains non-digit`
  }
  return undefined
}

/** A character in Go's single quotes. */
export function quoted(character: string): string {
  return quoteString(character, "'")
}
