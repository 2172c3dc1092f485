import { compareVersions, formatVersion, type Version } from '@sluice/base/semver'
import { GoFunction, GoObject, goBytes, Int, int } from '@sluice/gotemplate'

/** A `*semver.Version`, or a `semver.Version` as the methods that make a new one give it. */
export class VersionObject extends GoObject {
  readonly version: Version
  readonly typeName: string
  readonly kind: 'ptr' | 'struct'

  constructor(version: Version, { isPointer }: { readonly isPointer: boolean }) {
    super()
    this.version = version
    this.typeName = isPointer ? '*semver.Version' : 'semver.Version'
    this.kind = isPointer ? 'ptr' : 'struct'
  }

  override method(name: string): GoFunction | undefined {
    const own = valueMethods(this.version)
    if (Object.hasOwn(own, name)) return own[name]
    const pointerOnly = this.kind === 'ptr' ? pointerMethods(this.version) : {}
    return Object.hasOwn(pointerOnly, name) ? pointerOnly[name] : undefined
  }

  override marshal(): string {
    return this.print()
  }

  print(): string {
    return formatVersion(this.version)
  }
}

type Methods = Readonly<Record<string, GoFunction>>

function valueMethods(version: Version): Methods {
  const get = (read: () => Int | string | Uint8Array) => new GoFunction([], read)
  const next = (change: () => Version) => new GoFunction([], () => renewed(version, change()))
  return {
    Major: get(() => new Int('uint64', version.major)),
    Minor: get(() => new Int('uint64', version.minor)),
    Patch: get(() => new Int('uint64', version.patch)),
    Prerelease: get(() => version.prerelease),
    Metadata: get(() => version.build),
    String: get(() => formatVersion(version)),
    Value: get(() => formatVersion(version)),
    MarshalText: get(() => goBytes(formatVersion(version))),
    MarshalJSON: get(() => goBytes(JSON.stringify(formatVersion(version)))),
    IncMajor: next(() => ({
      ...version,
      major: increment(version.major),
      minor: 0n,
      patch: 0n,
      ...released,
    })),
    IncMinor: next(() => ({ ...version, minor: increment(version.minor), patch: 0n, ...released })),
    IncPatch: next(() => ({
      ...version,
      // What comes after a prerelease is its release.
      patch: version.prerelease === '' ? increment(version.patch) : version.patch,
      ...released,
    })),
    SetPrerelease: new GoFunction(['string'], (prerelease: string) => {
      checkIdentifiers(prerelease, 'invalid prerelease string')
      if (/(^|\.)0\d+(\.|$)/.test(prerelease)) throw new Error('version segment starts with 0')
      return renewed(version, { ...version, prerelease })
    }),
    SetMetadata: new GoFunction(['string'], (build: string) => {
      checkIdentifiers(build, 'invalid metadata string')
      return renewed(version, { ...version, build })
    }),
  }
}

function pointerMethods(version: Version): Methods {
  const compare = (holds: (order: number) => boolean) =>
    new GoFunction([{ go: '*semver.Version' }], (other: VersionObject) =>
      holds(compareVersions(version, other.version)),
    )
  return {
    Original: new GoFunction([], () => version.original),
    Compare: new GoFunction([{ go: '*semver.Version' }], (other: VersionObject) =>
      int(Math.sign(compareVersions(version, other.version))),
    ),
    Equal: compare(order => order === 0),
    GreaterThan: compare(order => order > 0),
    GreaterThanEqual: compare(order => order >= 0),
    LessThan: compare(order => order < 0),
    LessThanEqual: compare(order => order <= 0),
  }
}

const released = { prerelease: '', build: '' } as const

function increment(part: bigint): bigint {
  return BigInt.asUintN(64, part + 1n)
}

/** A new version keeps the leading `v` of the text it comes from. */
function renewed(old: Version, version: Version): VersionObject {
  const original = (old.original.startsWith('v') ? 'v' : '') + formatVersion(version)
  return new VersionObject({ ...version, original }, { isPointer: false })
}

function checkIdentifiers(text: string, complaint: string): void {
  if (text !== '' && !/^[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*$/.test(text)) throw new Error(complaint)
}
