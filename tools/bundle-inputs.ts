import type { Metafile } from 'esbuild'

/** A file and all that it may load, at once or later; of the files that `stop` names, only what they load at once. */
export function closureOf(
  { inputs }: Metafile,
  entry: string,
  stop: (file: string) => boolean,
): ReadonlySet<string> {
  const found = new Set<string>([entry])
  for (const file of found) {
    for (const { path, kind, external } of inputs[file]?.imports ?? []) {
      if (!external && !(kind === 'dynamic-import' && stop(file))) found.add(path)
    }
  }
  return found
}

/**
 * The words of commands and the files they are in, as the names of files tell: `helm/template.ts` is
 * `helm template`, `kustomize-build.ts` is `kustomize build`, `logs/logs.ts` is `logs`. Without `help`, which loads
 * the command it is about.
 */
export function commandNames({ inputs }: Metafile): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { path } of inputs['apps/cli/src/command-tree.ts']?.imports ?? []) {
    const stem = /^apps\/cli\/src\/commands\/(.+)\.ts$/.exec(path)?.[1]
    if (stem === undefined) continue
    const words = stem.split(/[/-]/)
    const name = words.filter((word, i) => word !== words[i - 1]).join(' ')
    if (name !== 'help') names.set(name, path)
  }
  return names
}
