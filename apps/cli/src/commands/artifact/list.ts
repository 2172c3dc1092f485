/** `list artifacts oci://…`. @module */
import { parseConstraint, parseFullVersion, satisfies } from '@sluice/base/semver'
import { formatImageReference, type ImageReference, type Registry } from '@sluice/io/oci'
import { compilePattern } from '@sluice/regex'
import type { Context } from '../../context.ts'
import { command } from '../../parser/command.ts'
import { text } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { formatTable } from '../../printing/table.ts'
import { parseArtifactUrl, registryFlags, withRegistry } from './artifact-registry.ts'

const flags = {
  ...registryFlags,
  'filter-semver': text('constraint that tags must satisfy as versions'),
  'filter-regex': text('pattern that tags must match'),
} as const

type ListContext = Context<typeof flags>

/** Lists the artifacts of a repository. */
export const listArtifacts = command({
  summary: 'List the artifacts of a repository in a registry',
  usage: '[oci://…]',
  examples: ['sluice list artifacts oci://ghcr.io/org/app --filter-semver ">=1.0.0"'],
  flags,
  skipsNamespaceCheck: true,
  run: async context => {
    const [url] = context.args
    if (url === undefined) throw new UsageError('artifact repository URL is required')
    const reference = parseArtifactUrl(url)
    requireRepository(reference)
    const { registry: host, path } = reference
    const rows = await withRegistry(reference, context, async registry => {
      const tags = (await tagsOf(registry, path, context)).toSorted().toReversed()
      const wanted = filterOf(context)
      return Promise.all(
        tags.filter(wanted).map(async tag => {
          const { descriptor, manifest } = await registry.manifest(path, tag, context.signal)
          const told = (name: string) => manifest.annotations[`org.opencontainers.image.${name}`] ?? ''
          return [`${host}/${path}:${tag}`, descriptor.digest, told('source'), told('revision')]
        }),
      )
    })
    context.out(formatTable(['artifact', 'digest', 'source', 'revision'], rows))
  },
})

/** go-containerregistry: what comes after the path is taken for a part of it. */
function requireRepository({ registry, path, tag, digest }: ImageReference): void {
  if (tag === undefined && digest === undefined) return
  const name = formatImageReference({ registry: '', path, tag, digest }).slice(1)
  throw new UsageError(
    `listing tags failed: parsing repo ${JSON.stringify(`${registry}/${name}`)}: repository can only contain the ` +
      `characters \`abcdefghijklmnopqrstuvwxyz0123456789_-./\`: ${name}`,
  )
}

async function tagsOf(registry: Registry, path: string, { signal }: Context): Promise<readonly string[]> {
  try {
    return await registry.tags(path, signal)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new Error(`listing tags failed: ${error.message}`, { cause: error })
  }
}

/** What accompanies images is hidden. */
function filterOf({ flags: given }: ListContext): (tag: string) => boolean {
  const { 'filter-regex': pattern, 'filter-semver': constraint } = given
  const regex = pattern ? parsed('regex', pattern, compilePattern) : undefined
  const range = constraint ? parsed('semver', constraint, parseConstraint) : undefined
  return tag => {
    if (/\.(sig|att|sbom)$/.test(tag) || (regex && !regex.find(tag))) return false
    if (!range) return true
    const version = parseFullVersion(tag)
    return version !== undefined && satisfies(version, range)
  }
}

function parsed<T>(what: string, text: string, parse: (text: string) => T): T {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new Error(`${what} '${text}' parse error: ${error.message}`, { cause: error })
  }
}
