/**
 * What of a source becomes its artifact: the defaults of Flux, `.sourceignore` files and `spec.ignore`.
 * @module
 */
import { type Pattern, parsePattern } from './pattern.ts'

/** The file whose lines say what to leave out of the folder it lies in. */
export const ignoreFileName = '.sourceignore'

/** Always left out, unless a user's pattern brings it back. */
const versionControl = ['.git/', '.gitignore', '.gitmodules', '.gitattributes']

/** Left out as long as there is no pattern of the user's. */
const unlessTold = [
  ...['*.jpg', '*.jpeg', '*.gif', '*.png', '*.wmv', '*.flv', '*.tar.gz', '*.zip'],
  ...['.github/', '.circleci/', '.travis.yml', '.gitlab-ci.yml', 'appveyor.yml', '.drone.yml'],
  ...['cloudbuild.yaml', 'codeship-services.yml', 'codeship-steps.yml'],
  ...['**/.goreleaser.yml', '**/.sops.yaml', '**/.flux.yaml'],
]

/** An ignore file and the folder it lies in (`''` is the root). */
export interface IgnoreFile {
  readonly dir: string
  readonly text: string
}

/** Whether a path is left out. Every path is judged on its own, whatever became of the folders above it. */
export type IgnoreMatcher = (path: string, isDirectory: boolean) => boolean

/** The patterns of an ignore file's lines, valid below `dir`. Blank lines and those that start with `#` are none. */
export function parseIgnore(text: string, dir = ''): readonly Pattern[] {
  const domain = dir === '' ? [] : dir.split('/')
  return text
    .split('\n')
    .map(line => line.replace(/\r$/, ''))
    .filter(line => !line.startsWith('#') && line.trim() !== '')
    .map(line => parsePattern(line, domain))
}

/** Decides by patterns in order of growing weight: the last that has a say wins. */
export function ignoreMatcher(patterns: readonly Pattern[]): IgnoreMatcher {
  const strongestFirst = patterns.toReversed()
  return (path, isDirectory) => {
    const parts = path.split('/')
    for (const pattern of strongestFirst) {
      const verdict = pattern(parts, isDirectory)
      if (verdict) return verdict === 'ignore'
    }
    return false
  }
}

/**
 * The rules of a source.
 * @param files the `.sourceignore` files, a folder's before those of its folders
 * @param spec the object's `spec.ignore`, which weighs most
 */
export function sourceMatcher(files: readonly IgnoreFile[], spec?: string): IgnoreMatcher {
  const own = [...files.flatMap(file => parseIgnore(file.text, file.dir)), ...parseIgnore(spec ?? '')]
  const defaults = own.length > 0 ? versionControl : [...versionControl, ...unlessTold]
  return ignoreMatcher([...defaults.map(line => parsePattern(line)), ...own])
}
