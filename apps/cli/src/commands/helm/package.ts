/** `helm package PATH …`: charts as archives. @module */
import { mkdirSync, writeFileSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { parseVersion } from '@sluice/base/semver'
import { archiveName, packageChart } from '@sluice/helm/package'
import { type Chart, checkDependencies } from '@sluice/helm/render'
import type { Context } from '../../context.ts'
import { text, toggle } from '../../parser/flags.ts'
import { chartFlags } from './chart-flags.ts'
import { helmCommand } from './helm-command.ts'
import { printWarnings } from './helm-warnings.ts'
import { isFolder, loadChartAt } from './load-chart-at.ts'
import { renderable } from './load-installable-chart.ts'

const flags = {
  ...chartFlags,
  'app-version': text('set the appVersion on the chart to this version'),
  'dependency-update': toggle('update dependencies from "Chart.yaml" to dir "charts/" before packaging', {
    short: 'u',
  }),
  destination: text('location to write the chart', '.', { short: 'd' }),
  devel: toggle('use development versions of dependencies, too'),
  key: text('name of the key to use when signing; used if --sign is true'),
  'passphrase-file': text('file with the passphrase of the signing key; "-" for standard input'),
  sign: toggle('use a PGP private key to sign this package'),
  version: text('set the version on the chart to this semver version'),
} as const

type PackageContext = Context<typeof flags>

/** Packs charts. */
export const helmPackage = helmCommand({
  summary: 'Pack chart folders into archives',
  usage: '[CHART_PATH] [...]',
  examples: ['sluice helm package ./chart -d ./dist --version 1.2.3'],
  flags,
  run,
})

async function run(context: PackageContext): Promise<void> {
  const { args, flags, cwd } = context
  if (args.length === 0) throw new Error('need at least one argument, the path to the chart')
  if (flags.sign && flags.key === '') throw new Error('--key is required for signing a package')
  for (const arg of args) {
    const path = resolve(cwd, arg)
    if (!isFolder(path, arg)) {
      const file = join(path, 'Chart.yaml')
      throw new Error(`unable to detect chart at ${file}: open ${file}: not a directory`)
    }
    if (flags['dependency-update']) {
      const { updateDependencies } = await import('./update-dependencies.ts')
      await updateDependencies(path, { ...context, out: () => {} })
    }
    const chart = renderable(loadChartAt(path, printWarnings(context)))
    const file = await pack(chart, context)
    context.out(`Successfully packaged chart and saved it to: ${file}\n`)
  }
}

/** Writes the archive; its path as Helm prints it. */
async function pack(chart: Chart, context: PackageContext): Promise<string> {
  const { flags, cwd, now } = context
  const version = flags.version || chart.metadata.version
  if (!parseVersion(version)) throw new Error('invalid semantic version')
  const appVersion = flags['app-version'] || chart.metadata.appVersion
  const versioned = { ...chart, metadata: { ...chart.metadata, version, appVersion } }
  checkDependencies(versioned)
  const folder = flags.destination === '.' ? cwd : flags.destination
  const file = join(folder, archiveName(versioned))
  const path = isAbsolute(file) ? file : join(cwd, file)
  mkdirSync(resolve(cwd, folder), { recursive: true })
  const archive = packageChart(versioned, new Date(now()))
  writeFileSync(path, archive)
  if (flags.sign) {
    const { signArchive } = await import('./sign-archive.ts')
    await signArchive({ path, archive, chart: versioned }, context)
  }
  return file
}
