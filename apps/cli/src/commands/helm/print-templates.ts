import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  printDocument,
  printParts,
  RenderError,
  type RenderedRelease,
  selectManifests,
} from '@sluice/helm/render'
import type { TemplateContext } from './template.ts'

/** Prints what a chart rendered to, or writes it to files, as the flags say. */
export function printTemplates(
  release: RenderedRelease,
  context: TemplateContext & { readonly releaseName: string },
): void {
  const { flags } = context
  const crds = flags['include-crds'] ? release.crds : []
  const hooks = flags['no-hooks']
    ? []
    : release.hooks.filter(hook => !(flags['skip-tests'] && hook.events.includes('test')))
  const shown = { crds, manifests: release.manifests, hooks }
  if (flags['output-dir']) writeFiles(shown, context)
  const parts = flags['output-dir'] ? ['\n'] : printParts(shown)
  if (flags['show-only'].length === 0) parts.forEach(context.out)
  else context.out(selectManifests(parts.join(''), flags['show-only']))
}

type Shown = Pick<RenderedRelease, 'crds' | 'manifests' | 'hooks'>

function writeFiles(shown: Shown, context: TemplateContext & { readonly releaseName: string }): void {
  const { flags, cwd, releaseName } = context
  const folder = flags['output-dir']
  const inside = flags['release-name'] ? `${folder}/${releaseName}` : folder
  const written = new Set<string>()
  const write = (target: string, name: string, content: string, appends: boolean) => {
    const path = `${target}/${name}`
    const file = join(path.startsWith('/') ? '' : cwd, path)
    mkdirSync(dirname(file), { recursive: true })
    const put = appends ? appendFileSync : writeFileSync
    put(file, printDocument(name, content))
    context.out(`wrote ${path}\n`)
  }
  for (const { filename, file } of shown.crds) {
    write(folder, filename, Buffer.from(file.data).toString(), written.has(filename))
    written.add(filename)
  }
  for (const { path, content } of shown.manifests) {
    write(inside, path, content, written.has(path))
    written.add(path)
  }
  for (const { path, manifest } of shown.hooks) {
    write(inside, path, manifest, existsSync(join(inside.startsWith('/') ? '' : cwd, inside, path)))
  }
}

/** The error to fail with; with `--debug`, what was rendered is printed first. */
export function printBroken(error: unknown, { flags, out }: TemplateContext): unknown {
  if (!(error instanceof RenderError)) return error
  if (!flags.debug) {
    return new Error(`${error.message}\n\nUse --debug flag to render out invalid YAML`, { cause: error })
  }
  const files = [...(error.rendered ?? [])].filter(([, content]) => content.trim() !== '')
  out(
    `${files
      .map(([name, content]) => printDocument(name, content))
      .join('')
      .trim()}\n`,
  )
  return error
}
