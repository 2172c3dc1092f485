/** Packs a folder or file as an artifact. @module */
import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { tarEnd, tarHeader, tarPadding } from '@sluice/base/tar'
import { ignoreMatcher, parseIgnore } from '@sluice/ignore'
import type { Context } from '../../context.ts'
import { list, text, toggle } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'

const usuallyIgnored =
  '.git/,.gitignore,.gitmodules,.gitattributes,*.jpg,*.jpeg,*.gif,*.png,*.wmv,*.flv,*.tar.gz,*.zip'

/** Flags that say what to leave out. */
export const packFlags = {
  'ignore-paths': list('paths to leave out, as in .gitignore', usuallyIgnored.split(',')),
  'add-ignore-paths': list('more paths to leave out'),
  'resolve-symlinks': toggle('pack what links lead to'),
} as const

/** The flag that says what to pack. */
export function pathFlag(short: string) {
  return { path: text('folder or file to pack; - for standard input', '', { short }) } as const
}

type PackContext = Context<typeof packFlags & ReturnType<typeof pathFlag>>

/** Refuses a path that is not there. @throws UsageError, with the system's reason if it is to be told */
export function requirePath({ flags, cwd }: PackContext, tellsReason = false): void {
  if (flags.path === '-' || statSync(resolve(cwd, flags.path), { throwIfNoEntry: false })) return
  const reason = tellsReason ? `: stat ${flags.path}: no such file or directory` : ''
  throw new UsageError(`invalid path '${flags.path}', must point to an existing directory or file${reason}`)
}

/** The gzipped archive, the same for the same files. */
export async function packPath(
  context: PackContext,
): Promise<{ readonly packed: Uint8Array; readonly tar: Uint8Array }> {
  const tar = Buffer.concat([...(await partsOf(context)), tarEnd])
  return { packed: gzipSync(tar), tar }
}

async function partsOf(context: PackContext): Promise<readonly Uint8Array[]> {
  const { flags, cwd } = context
  if (flags.path === '-') return fileParts('stdin.yaml', await context.readInput(), false)
  const root = resolve(cwd, flags.path)
  const found = statSync(root)
  if (!found.isDirectory()) return fileParts(basename(root), readFileSync(root), isExecutable(found))
  const patterns = [...flags['ignore-paths'], ...flags['add-ignore-paths']]
  const isIgnored = ignoreMatcher(parseIgnore(patterns.join('\n'), ''))
  return folderParts(root, '', { isIgnored, follows: flags['resolve-symlinks'], above: [realpathSync(root)] })
}

interface Walk {
  readonly isIgnored: (path: string, isFolder: boolean) => boolean
  readonly follows: boolean
  /** Folders that one is in: a link to one of them would have no end. */
  readonly above: readonly string[]
}

function folderParts(root: string, dir: string, walk: Walk): readonly Uint8Array[] {
  return readdirSync(join(root, dir))
    .sort()
    .flatMap(name => {
      const path = dir ? `${dir}/${name}` : name
      const full = join(root, path)
      const found = walk.follows ? statSync(full, { throwIfNoEntry: false }) : lstatSync(full)
      if (!found || walk.isIgnored(path, found.isDirectory())) return []
      if (found.isFile()) return fileParts(path, readFileSync(full), isExecutable(found))
      const real = found.isDirectory() ? realpathSync(full) : ''
      if (real === '' || walk.above.includes(real)) return []
      const header = tarHeader({ path, type: 'directory', size: 0 })
      return [header, ...folderParts(root, path, { ...walk, above: [...walk.above, real] })]
    })
}

function fileParts(path: string, content: Uint8Array, executable: boolean): readonly Uint8Array[] {
  const type = executable ? 'executable' : 'file'
  return [tarHeader({ path, type, size: content.length }), content, tarPadding(content.length)]
}

function isExecutable({ mode }: Stats): boolean {
  return (mode & 0o111) !== 0
}
