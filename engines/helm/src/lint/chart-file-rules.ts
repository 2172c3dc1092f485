import type { FileTree } from '@sluice/base/flow'
import type { JsonObject, JsonValue } from '@sluice/base/json'
import { compareVersions, parseStrictVersion, parseVersion } from '@sluice/base/semver'
import { parseYaml } from '@sluice/yaml'
import { ChartError } from '../chart/chart-error.ts'
import { type DraftedMetadata, type MetadataDraft, metadataOf, readMetadata } from '../chart/metadata.ts'
import { readYaml } from '../chart/read-yaml.ts'
import type { LintReport, Severity } from './lint-report.ts'
import { isEmail, isRequestUrl, isUrl } from './web-formats.ts'

const path = 'Chart.yaml'

/** The rules of `Chart.yaml`. */
export function lintChartFile(tree: FileTree, report: LintReport): void {
  if (tree.list(path)) report.check('ERROR', path, 'should be a file, not a directory')
  const read = readChartFile(tree)
  if (typeof read === 'string') {
    report.check('ERROR', path, `unable to parse YAML\n\t${read}`)
    return
  }
  const strict = repeatedKeys(tree) ?? unknownFieldProblem(read.document)
  report.check('WARNING', path, strict && `failed to strictly parse chart metadata file\n\t${strict}`)
  for (const [severity, rule] of rules) report.check(severity, path, rule(read.metadata, read.document))
}

type Rule = (metadata: DraftedMetadata, document: JsonObject) => string | undefined

/** In Helm's order. */
const rules: readonly (readonly [Severity, Rule])[] = [
  ['ERROR', nameProblem],
  ['ERROR', apiVersionProblem],
  ['ERROR', (_, document) => typeProblem('version', document['version'])],
  ['ERROR', versionProblem],
  ['ERROR', (_, document) => typeProblem('appVersion', document['appVersion'])],
  ['ERROR', maintainerProblem],
  ['ERROR', sourceProblem],
  ['INFO', ({ icon }) => (icon === '' ? 'icon is recommended' : undefined)],
  ['ERROR', ({ icon }) => (icon !== '' && !isRequestUrl(icon) ? `invalid icon URL '${icon}'` : undefined)],
  ['ERROR', chartTypeProblem],
  ['ERROR', dependencyProblem],
  ['WARNING', strictVersionProblem],
]

function readChartFile(tree: FileTree): string | { metadata: DraftedMetadata; document: JsonObject } {
  const bytes = tree.read(path)
  if (!bytes) return `open ${path}: no such file or directory`
  try {
    const document: JsonValue = readYaml(bytes)
    const draft: MetadataDraft = {}
    readMetadata(document, draft, 'v2')
    return { metadata: metadataOf(draft), document: isObject(document) ? document : {} }
  } catch (error) {
    if (error instanceof ChartError) return error.message
    throw error
  }
}

const known = new Set(
  'name home sources version description keywords maintainers icon apiVersion condition tags appVersion deprecated annotations kubeVersion dependencies type'.split(
    ' ',
  ),
)

function unknownFieldProblem(document: JsonObject): string | undefined {
  const unknown = Object.keys(document)
    .sort()
    .find(key => !known.has(key))
  return (
    unknown && `error unmarshaling JSON: while decoding JSON: json: unknown field ${JSON.stringify(unknown)}`
  )
}

/** Keys given twice, a line each. */
function repeatedKeys(tree: FileTree): string | undefined {
  const lines: string[] = []
  parseYaml(new TextDecoder().decode(tree.read(path)), {
    onDuplicate: ({ key, line }) =>
      lines.push(`  line ${line}: key ${JSON.stringify(key)} already set in map`),
  })
  if (lines.length === 0) return undefined
  return `error converting YAML to JSON: yaml: unmarshal errors:\n${lines.join('\n')}`
}

function nameProblem({ name }: DraftedMetadata): string | undefined {
  if (name === '') return 'name is required'
  return name.includes('/') ? `chart name ${JSON.stringify(name)} is invalid` : undefined
}

function apiVersionProblem({ apiVersion }: DraftedMetadata): string | undefined {
  if (apiVersion === '') return 'apiVersion is required. The value must be either "v1" or "v2"'
  if (apiVersion === 'v1' || apiVersion === 'v2') return undefined
  return `apiVersion '${apiVersion}' is not valid. The value must be either "v1" or "v2"`
}

function typeProblem(field: string, value: JsonValue | undefined): string | undefined {
  if (value === undefined || typeof value === 'string') return undefined
  return `${field} should be of type string but it's of type ${goTypeOf(value)}`
}

function goTypeOf(value: JsonValue): string {
  if (value === null) return '<nil>'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'object') return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}'
  return 'float64'
}

function versionProblem({ version }: DraftedMetadata): string | undefined {
  if (version === '') return 'version is required'
  const parsed = parseVersion(version)
  if (!parsed) return `version '${version}' is not a valid SemVer`
  const lowest = parseVersion('0.0.0-0')
  if (!lowest || compareVersions(parsed, lowest) > 0) return undefined
  return `version ${version} is less than or equal to 0.0.0-0`
}

function strictVersionProblem({ version }: DraftedMetadata): string | undefined {
  return parseStrictVersion(version) ? undefined : `version '${version}' is not a valid SemVerV2`
}

function maintainerProblem({ maintainers }: DraftedMetadata): string | undefined {
  for (const maintainer of maintainers) {
    if (!maintainer) return 'a maintainer entry is empty'
    const { name, email, url } = maintainer
    if (name === '') return 'each maintainer requires a name'
    if (email !== '' && !isEmail(email)) return `invalid email '${email}' for maintainer '${name}'`
    if (url !== '' && !isUrl(url)) return `invalid url '${url}' for maintainer '${name}'`
  }
  return undefined
}

function sourceProblem({ sources }: DraftedMetadata): string | undefined {
  const broken = sources.find(source => source === '' || !isRequestUrl(source))
  return broken === undefined ? undefined : `invalid source URL '${broken}'`
}

function chartTypeProblem({ type, apiVersion }: DraftedMetadata): string | undefined {
  if (type === '' || apiVersion === 'v2') return undefined
  return `chart type is not valid in apiVersion '${apiVersion}'. It is valid in apiVersion 'v2'`
}

function dependencyProblem({ dependencies, apiVersion }: DraftedMetadata): string | undefined {
  if (!dependencies?.length || apiVersion === 'v2') return undefined
  return `dependencies are not valid in the Chart file with apiVersion '${apiVersion}'. They are valid in apiVersion 'v2'`
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
