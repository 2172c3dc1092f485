/** One step of an artifact: what is copied where, as `cp` would. @module */
import type { ArtifactGeneratorSpec } from '@sluice/api/extensions'
import type { FileTree } from '@sluice/base/flow'
import { ArchiveError, defaultLimits, treeOfTarGz } from '@sluice/base/tar'
import { BuildError } from './build-error.ts'
import { compileGlob } from './glob.ts'
import { mergeYaml } from './merge-yaml.ts'
import { baseName, cleanPath, joinPath } from './paths.ts'
import type { Staging } from './staging.ts'

export type Artifact = ArtifactGeneratorSpec['artifacts'][number]
export type CopyStep = Artifact['copy'][number]

/** A step with what it works on. */
interface Context {
  readonly step: CopyStep
  readonly alias: string
  readonly source: FileTree
  readonly staging: Staging
  /** Where to, below the artifact. */
  readonly target: string
  isExcluded(path: string, base: string): boolean
}

const maxExtracted = 100 * 1024 ** 2

/** Does a step. @throws BuildError */
export function copyFiles(step: CopyStep, sources: ReadonlyMap<string, FileTree>, staging: Staging): void {
  try {
    const context = contextOf(step, sources, staging)
    const pattern = step.from.slice(step.from.indexOf('/') + 1)
    if (/[*?[\]]/.test(pattern)) copyMatches(pattern, context)
    else copyOne(sourcePath(pattern), context)
  } catch (error) {
    if (!(error instanceof BuildError)) throw error
    const what = `failed to apply copy operation from '${step.from}' to '${step.to}'`
    throw new BuildError(`${what}: ${error.message}`, { cause: error })
  }
}

function contextOf(step: CopyStep, sources: ReadonlyMap<string, FileTree>, staging: Staging): Context {
  const [, alias = '', rest] = /^@([^/]*)(\/.*)?$/s.exec(step.from) ?? []
  if (rest === undefined)
    throw new BuildError(`invalid copy source '${step.from}': source format must be '@alias/pattern'`)
  if (!step.to.startsWith('@artifact/')) {
    throw new BuildError(`invalid copy destination '${step.to}': destination must start with '@artifact/'`)
  }
  const source = sources.get(alias)
  if (!source) throw new BuildError(`source alias '${alias}' not found`)
  const target = step.to.slice('@artifact/'.length)
  return { step, alias, source, staging, target, isExcluded: exclusion(step.exclude ?? []) }
}

/** Patterns look at the path from the source's root and from the chosen folder; without a slash, at the name alone. */
function exclusion(patterns: readonly string[]): Context['isExcluded'] {
  const rules = patterns.map(pattern => ({
    matches: compileGlob(pattern, 'doublestar'),
    isName: !pattern.includes('/'),
  }))
  const isListed = (path: string) =>
    rules.some(({ matches, isName }) => matches(path) || (isName && matches(baseName(path))))
  return (path, base) =>
    isListed(path) || (base !== '' && path.startsWith(`${base}/`) && isListed(path.slice(base.length + 1)))
}

/** flux: whoever looks outside the source is told by the system call. */
function sourcePath(path: string): string {
  return within(path, `failed to stat source '${path}': statat ${path}: path escapes from parent`)
}

function targetPath(dir: string, path = ''): string {
  const message = 'failed to create destination directory: mkdirat ..: path escapes from parent'
  return within(`${dir}/${path}`, message)
}

function within(path: string, otherwise: string): string {
  try {
    return cleanPath(path)
  } catch (error) {
    if (!(error instanceof BuildError)) throw error
    throw new BuildError(otherwise, { cause: error })
  }
}

function copyOne(path: string, context: Context): void {
  const { source, step, staging, target } = context
  const isFolder = source.list(path) !== undefined
  const content = isFolder ? undefined : source.read(path)
  if (!isFolder && !content) throw new BuildError(`source '${path || '.'}' does not exist`)
  if (content) {
    if (context.isExcluded(path, '')) return
    if (step.strategy === 'Extract') extract(path, content, context)
    else {
      const isInside = step.to.endsWith('/') || staging.isFolder(targetPath(target))
      copyFile(content, targetPath(target, isInside ? baseName(path) : ''), context)
    }
    return
  }
  if (step.strategy === 'Extract')
    throw new BuildError(`extract strategy is not supported for directories, got '${path || '.'}'`)
  copyFolder(path, targetPath(target, baseName(path)), path, context)
}

function copyMatches(pattern: string, context: Context): void {
  const { source, step, alias, target } = context
  const isMatch = compileGlob(pattern, step.strategy === 'Extract' ? 'doublestar' : 'simple')
  const found = pathsOf(source).filter(isMatch)
  if (found.length === 0) throw new BuildError(`no files match pattern '${pattern}' in source '${alias}'`)
  const base = literalPart(pattern)
  const wanted = found.filter(path => !context.isExcluded(path, base))
  if (wanted.length === 0)
    throw new BuildError(`all files matching pattern '${pattern}' in source '${alias}' were excluded`)
  for (const path of wanted) {
    const content = source.list(path) ? undefined : source.read(path)
    if (step.strategy === 'Extract') {
      if (content && isArchive(path)) extract(path, content, context)
      continue
    }
    const to = targetPath(target, withoutPrefix(pattern, path))
    if (content) copyFile(content, to, context)
    else copyFolder(path, to, base, context)
  }
}

/** Folders and files, a folder before what is in it. */
function pathsOf(tree: FileTree, dir = ''): readonly string[] {
  return (tree.list(dir) ?? []).flatMap(({ name, type }) => {
    const path = dir === '' ? name : `${dir}/${name}`
    return type === 'directory' ? [path, ...pathsOf(tree, path)] : [path]
  })
}

/** `dir/**` gives what is in the folder; any other pattern keeps the path as it is. */
function withoutPrefix(pattern: string, path: string): string {
  const prefix = pattern.endsWith('/**') ? pattern.slice(0, -2) : undefined
  return prefix !== undefined && path.startsWith(prefix) ? path.slice(prefix.length) : path
}

/** The folder before the first part with a wildcard. */
function literalPart(pattern: string): string {
  const parts = pattern.split('/')
  const first = parts.findIndex(part => /[*?[\]]/.test(part))
  return parts.slice(0, first).join('/')
}

function copyFile(content: Uint8Array, to: string, { step, staging }: Context): void {
  const present = step.strategy === 'Merge' ? staging.read(to) : undefined
  staging.write(to, present ? mergeYaml(present, content) : content)
}

/** flux: files of a folder replace those that are there, whatever the strategy. */
function copyFolder(from: string, to: string, base: string, context: Context): void {
  const { source, staging } = context
  staging.makeFolder(to)
  for (const { name, type } of source.list(from) ?? []) {
    const path = from === '' ? name : `${from}/${name}`
    if (context.isExcluded(path, base)) continue
    const content = source.read(path)
    if (type === 'directory') copyFolder(path, `${to === '' ? '' : `${to}/`}${name}`, base, context)
    else if (content) staging.write(joinPath(to, name), content)
  }
}

function isArchive(path: string): boolean {
  return /\.(?:tar\.gz|tgz)$/i.test(path)
}

function extract(path: string, content: Uint8Array, { staging, target }: Context): void {
  if (!isArchive(path))
    throw new BuildError(`extract strategy requires tarball file (.tar.gz or .tgz), got '${path}'`)
  try {
    const tree = treeOfTarGz(content, { ...defaultLimits, bytes: maxExtracted })
    staging.makeFolder(targetPath(target))
    for (const file of tree.paths())
      staging.write(targetPath(target, file), tree.read(file) ?? new Uint8Array())
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error
    throw new BuildError(`failed to extract tarball '${path}' to '${target}': ${error.message}`, {
      cause: error,
    })
  }
}
