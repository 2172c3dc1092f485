import type { FunctionMap } from '@sluice/gotemplate'
import type { FunctionEnvironment } from './environment.ts'

/** Functions that are loaded together. */
export interface FunctionFamily {
  /** The names templates call; known without loading anything. */
  readonly names: readonly string[]
  readonly load: (environment: FunctionEnvironment) => Promise<FunctionMap>
}

/**
 * Every function of Sprig, and those for YAML, JSON and TOML that Helm adds. A render loads the families that its
 * templates name, and no other.
 */
export const functionFamilies: readonly FunctionFamily[] = [
  {
    names: words(`
      cat contains hasPrefix hasSuffix indent join lower nindent nospace plural quote repeat replace
      sortAlpha split splitList splitn squote substr title toString toStrings trim trimAll
      trimPrefix trimSuffix trimall trunc untitle upper
    `),
    load: async () => (await import('./strings/strings.ts')).stringFunctions,
  },
  {
    names: words(`all any coalesce default empty fail hello ternary`),
    load: async () => (await import('./flow/flow.ts')).flowFunctions,
  },
  {
    names: words(`
      deepCopy dict dig get hasKey keys merge mergeOverwrite mustDeepCopy mustMerge
      mustMergeOverwrite omit pick pluck set unset values
    `),
    load: async () => (await import('./dicts/dicts.ts')).dictFunctions,
  },
  {
    names: words(`
      append chunk compact concat first has initial last list mustAppend mustChunk mustCompact
      mustFirst mustHas mustInitial mustLast mustPrepend mustPush mustRest mustReverse mustSlice
      mustUniq mustWithout prepend push rest reverse slice tuple uniq without
    `),
    load: async () => (await import('./lists/lists.ts')).listFunctions,
  },
  {
    names: words(`deepEqual kindIs kindOf typeIs typeIsLike typeOf`),
    load: async () => (await import('./reflection/reflection.ts')).reflectionFunctions,
  },
  {
    names: words(`
      add add1 add1f addf atoi biggest ceil div divf float64 floor int int64 max maxf min minf mod
      mul mulf round seq sub subf toDecimal until untilStep
    `),
    load: async () => (await import('./maths/maths.ts')).mathFunctions,
  },
  {
    names: words(`
      abbrev abbrevboth camelcase initials kebabcase shuffle snakecase swapcase wrap wrapWith
    `),
    load: async environment => (await import('./words/words.ts')).wordFunctions(environment),
  },
  {
    names: words(`
      mustRegexFind mustRegexFindAll mustRegexMatch mustRegexReplaceAll mustRegexReplaceAllLiteral
      mustRegexSplit regexFind regexFindAll regexMatch regexQuoteMeta regexReplaceAll
      regexReplaceAllLiteral regexSplit
    `),
    load: async () => (await import('./regexes/regexes.ts')).regexFunctions(),
  },
  {
    names: words(`semver semverCompare`),
    load: async () => (await import('./versions/versions.ts')).versionFunctions,
  },
  {
    names: words(`
      ago date dateInZone dateModify date_in_zone date_modify duration durationRound htmlDate
      htmlDateInZone mustDateModify mustToDate must_date_modify now toDate unixEpoch
    `),
    load: async environment => (await import('./dates/dates.ts')).dateFunctions(environment),
  },
  {
    names: words(`urlJoin urlParse`),
    load: async () => (await import('./urls/urls.ts')).urlFunctions,
  },
  {
    names: words(`base clean dir ext isAbs osBase osClean osDir osExt osIsAbs`),
    load: async () => (await import('./paths/paths.ts')).pathFunctions,
  },
  {
    names: words(`getHostByName`),
    load: async environment => (await import('./network/network.ts')).networkFunctions(environment),
  },
  {
    names: words(`fromYaml fromYamlArray mustToYaml toYaml toYamlPretty`),
    load: async () => (await import('./yaml/yaml-functions.ts')).yamlFunctions,
  },
  {
    names: words(`
      fromJson fromJsonArray mustFromJson mustToJson mustToPrettyJson mustToRawJson toJson toPrettyJson
      toRawJson
    `),
    load: async () => (await import('./json/json-functions.ts')).jsonFunctions,
  },
  {
    names: words(`fromToml toToml`),
    load: async () => (await import('./toml/toml-functions.ts')).tomlFunctions,
  },
  {
    names: words(`b32dec b32enc b64dec b64enc`),
    load: async () => (await import('./encodings/encoding-functions.ts')).encodingFunctions,
  },
  {
    names: words(`adler32sum sha1sum sha256sum sha512sum`),
    load: async () => (await import('./hashes/hash-functions.ts')).hashFunctions,
  },
  {
    names: words(`randAlpha randAlphaNum randAscii randBytes randInt randNumeric uuidv4`),
    load: async environment => (await import('./random/random-functions.ts')).randomFunctions(environment),
  },
  {
    names: words(`bcrypt htpasswd`),
    load: async environment =>
      (await import('./cryptography/password-functions.ts')).passwordFunctions(environment),
  },
  {
    names: words(`decryptAES derivePassword encryptAES`),
    load: async environment => {
      const { cipherFunctions } = await import('./cryptography/cipher-functions.ts')
      return cipherFunctions(environment, await environment.loadCryptography())
    },
  },
  {
    names: words(`
      buildCustomCert genCA genCAWithKey genPrivateKey genSelfSignedCert genSelfSignedCertWithKey
      genSignedCert genSignedCertWithKey
    `),
    load: async environment => {
      const { certificateFunctions } = await import('./cryptography/certificate-functions.ts')
      return certificateFunctions(environment, await environment.loadCryptography())
    },
  },
]

const familyOfName = new Map(
  functionFamilies.flatMap(family => family.names.map(name => [name, family] as const)),
)

/** The family a function is in, undefined if no function has this name. */
export function functionFamily(name: string): FunctionFamily | undefined {
  return familyOfName.get(name)
}

function words(text: string): string[] {
  return text.trim().split(/\s+/)
}
