/** `helm lint PATH …`: what is wrong, or could be better, with charts. @module */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { FileTree } from '@sluice/base/flow'
import { archiveTree, type Finding, formatFinding, lintChart } from '@sluice/helm/lint'
import { ChartError, parseKubeVersion } from '@sluice/helm/render'
import type { Context } from '../../context.ts'
import { text, toggle } from '../../parser/flags.ts'
import { chartFolder } from './chart-folder.ts'
import { helmCommand } from './helm-command.ts'
import { helmEnvironment } from './helm-environment.ts'
import { printWarnings } from './helm-warnings.ts'
import { readValueFlags } from './read-value-flags.ts'
import { releaseNamespace } from './release-namespace.ts'
import { valueFlags } from './value-flags.ts'

const flags = {
  ...valueFlags,
  'kube-version': text('Kubernetes version used for capabilities and deprecation checks'),
  quiet: toggle('print only warnings and errors'),
  'skip-schema-validation': toggle('disable JSON schema validation'),
  strict: toggle('fail on lint warnings'),
  'with-subcharts': toggle('lint dependent charts'),
} as const

type LintContext = Context<typeof flags>

/** Lints charts. */
export const helmLint = helmCommand({
  summary: 'Examine charts for possible issues',
  usage: 'PATH',
  examples: ['sluice helm lint ./chart --strict'],
  flags,
  run,
})

/** What came of one chart. */
interface Outcome {
  readonly findings: readonly Finding[]
  /** Why it could not be linted at all. */
  readonly refusal?: string
}

async function run(context: LintContext): Promise<void> {
  if (context.args.length === 0)
    throw new Error('"helm lint" requires at least 1 argument\n\nUsage:  helm lint PATH [flags]')
  const paths = context.flags['with-subcharts'] ? withSubcharts(context) : context.args
  const lint = await linterOf(context)
  let shown = ''
  let failed = 0
  let noteworthy = 0
  for (const path of paths) {
    const outcome = await lint(path)
    const isNoteworthy = outcome.refusal !== undefined || outcome.findings.some(f => f.severity !== 'INFO')
    if (isNoteworthy) noteworthy++
    if (context.flags.quiet && !isNoteworthy) continue
    shown += outcomeText(path, outcome, context.flags.quiet)
    if (hasFailed(outcome, context.flags.strict)) failed++
  }
  context.out(shown)
  const summary = `${paths.length} chart(s) linted, ${failed} chart(s) failed`
  if (failed > 0) throw new Error(summary)
  if (!context.flags.quiet || noteworthy > 0) context.out(`${summary}\n`)
}

function outcomeText(path: string, { findings, refusal }: Outcome, isQuiet: boolean): string {
  const shown = findings.filter(finding => !isQuiet || finding.severity !== 'INFO')
  const lines = [...(refusal === undefined ? [] : [`Error ${refusal}`]), ...shown.map(formatFinding)]
  return `==> Linting ${path}\n${lines.map(line => `${line}\n`).join('')}\n`
}

function hasFailed({ findings, refusal }: Outcome, isStrict: boolean): boolean {
  if (refusal !== undefined) return true
  return findings.some(({ severity }) => severity === 'ERROR' || (isStrict && severity === 'WARNING'))
}

async function linterOf(context: LintContext): Promise<(path: string) => Promise<Outcome>> {
  const { flags } = context
  const kubeVersion = flags['kube-version'] ? { kubeVersion: readKubeVersion(flags['kube-version']) } : {}
  const namespace = await releaseNamespace(context)
  const values = await readValueFlags(context)
  const environment = helmEnvironment(context)
  return async shownPath => {
    const path = resolve(context.cwd, shownPath)
    const tree = treeAt(path, shownPath)
    if (typeof tree === 'string') return { findings: [], refusal: tree }
    const findings = await lintChart(tree, {
      values,
      namespace,
      environment,
      path,
      ...kubeVersion,
      skipSchemaValidation: flags['skip-schema-validation'],
      warn: printWarnings(context),
    })
    return { findings }
  }
}

/** The chart's files, or why there are none. */
function treeAt(path: string, shownPath: string): FileTree | string {
  if (/\.(?:tgz|tar\.gz)$/.test(shownPath)) {
    if (!existsSync(path)) return `unable to open tarball: open ${shownPath}: no such file or directory`
    return unpacked(path)
  }
  const missing = join(shownPath, 'Chart.yaml')
  if (existsSync(join(path, 'Chart.yaml'))) return chartFolder(path)
  return `unable to check Chart.yaml file in chart: stat ${missing}: no such file or directory`
}

/** helm: an archive is unpacked into a folder of the chart's name, which `Chart.yaml` says. */
function unpacked(path: string): FileTree | string {
  try {
    const tree = archiveTree(readFileSync(path))
    if (tree.read('Chart.yaml') === undefined) return 'unable to extract tarball: chart name not specified'
    return tree
  } catch (error) {
    if (!(error instanceof ChartError)) throw error
    return `unable to extract tarball: ${error.message}`
  }
}

/** The charts given, each with those in its `charts/` folder. */
function withSubcharts({ args, cwd }: LintContext): readonly string[] {
  const inside = args.flatMap(path => {
    const folder = resolve(cwd, path, 'charts')
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
    return chartFolder(folder)
      .paths()
      .flatMap(file => {
        if (file.endsWith('/Chart.yaml')) return [join(path, 'charts', file.slice(0, -'/Chart.yaml'.length))]
        return /\.(?:tgz|tar\.gz)$/.test(file) ? [join(path, 'charts', file)] : []
      })
  })
  return [...args, ...inside]
}

function readKubeVersion(version: string) {
  try {
    return parseKubeVersion(version)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new Error(`invalid kube version '${version}': ${error.message}`)
  }
}
