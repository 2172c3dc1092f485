/**
 * The cases of `engines/helm/corpus` as charts: many expressions share one chart, so that the real helm runs once for
 * all of them.
 * @module
 */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** The folder of the corpus. */
export const corpus = join(import.meta.dirname, '../../../engines/helm/corpus')

/** Something to render, and where it stands in the corpus. */
export interface TemplateCase {
  /** `strings:12`: file and line. */
  readonly name: string
  readonly template: string
}

/** The cases of a file: a line each, or all lines between two that are `===`; `#` begins a comment. */
export function readCases(path: string): TemplateCase[] {
  const cases: TemplateCase[] = []
  const file = basename(path, '.txt')
  let block: { line: number; lines: string[] } | undefined
  readFileSync(path, 'utf8')
    .split('\n')
    .forEach((line, i) => {
      if (line === '===') {
        if (block && block.lines.length > 0) {
          cases.push({ name: `${file}:${block.line}`, template: `${block.lines.join('\n')}\n` })
        }
        block = { line: i + 2, lines: [] }
      } else if (block) block.lines.push(line)
      else if (line !== '' && !line.startsWith('# ')) cases.push({ name: `${file}:${i + 1}`, template: line })
    })
  return cases
}

/** All expressions. */
export function readExpressions(): TemplateCase[] {
  const folder = join(corpus, 'expressions')
  return readdirSync(folder)
    .sort()
    .flatMap(file => readCases(join(folder, file)))
}

/** A template that defines every case and writes what it gives as a line of Base64. */
export function caseTemplate(cases: readonly TemplateCase[]): string {
  const defines = cases.map(({ name, template }) => `{{- define "case ${name}" }}${template}{{ end -}}\n`)
  const lines = cases.map(({ name }) => `"${name}": "{{ include "case ${name}" . | b64enc }}"\n`)
  return `${defines.join('')}${lines.join('')}`
}

/** What each case gave, by its name. */
export function readResults(rendered: string): ReadonlyMap<string, string> {
  const results = new Map<string, string>()
  for (const line of rendered.split('\n')) {
    const match = /^"([a-z-]+:\d+)": "(.*)"$/.exec(line)
    if (match?.[1] && match[2] !== undefined)
      results.set(match[1], Buffer.from(match[2], 'base64').toString())
  }
  return results
}

/** A file of a chart written as text. */
export interface TextFile {
  readonly path: string
  readonly text: string
}

/** Files written one after the other, each behind a line `-- path --`; what stands before the first is a comment. */
export function readFiles(path: string): { readonly comment: string; readonly files: readonly TextFile[] } {
  const parts = readFileSync(path, 'utf8').split(/^-- (.+) --\n/m)
  const files: TextFile[] = []
  for (let i = 1; i < parts.length; i += 2) files.push({ path: parts[i] ?? '', text: parts[i + 1] ?? '' })
  return { comment: parts[0] ?? '', files }
}
