/**
 * Loads a chart from a `.tgz`. Names are taken apart as Helm does it, and archives that lead out of the chart or
 * grow beyond Helm's limits are refused in its words.
 * @module
 */

import { ArchiveError, gunzip, type RawTarEntry, readRawTar } from '@sluice/base/tar'
import { quoteString } from '@sluice/gotemplate'
import type { Chart, ChartFile } from './chart.ts'
import { ChartError } from './chart-error.ts'
import { maxFileSize, withoutMark } from './chart-file.ts'
import { chartOfFiles, detectPackage } from './chart-of-files.ts'
import { sniffContentType } from './content-type.ts'
import type { LoadChartOptions } from './load-chart.ts'

const maxChartSize = 100 * 1024 * 1024

/** helm: no limit but that of size; deflate itself packs a thousandfold at most. So many entries have room for their heads. */
export const archiveLimits = { entries: 50_000, bytes: maxChartSize, ratio: 1100 } as const

/**
 * Loads a packed chart. `name` is the file as messages name it.
 * @throws ChartError in Helm's words
 */
export function loadChartArchive(
  bytes: Uint8Array,
  { name = 'chart.tgz', warn = () => {} }: LoadChartOptions = {},
): Chart {
  if (!isGzip(bytes)) throw notGzip(bytes, name)
  const files = readArchive(bytes)
  const manifest = files.find(file => file.name === 'Chart.yaml')
  if (!manifest) throw new ChartError('unable to detect chart version, no Chart.yaml found')
  return chartOfFiles(files, detectPackage(manifest.data), warn)
}

/** helm: what is wrong with an archive of one's own is not told. */
function readArchive(bytes: Uint8Array): ChartFile[] {
  try {
    return archiveFiles(bytes)
  } catch (error) {
    if (error instanceof ChartError) throw new ChartError('unable to load chart archive', { cause: error })
    throw error
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8
}

function notGzip(bytes: Uint8Array, name: string): ChartError {
  return new ChartError(
    /\.ya?ml$/.test(name)
      ? `file '${name}' seems to be a YAML file, but expected a gzipped archive`
      : `file '${name}' does not appear to be a gzipped archive; got '${sniffContentType(bytes)}'`,
  )
}

/**
 * The files of a packed chart, named relative to the chart: an archive has one folder at its top.
 * @throws ChartError in Helm's words
 */
export function archiveFiles(bytes: Uint8Array): ChartFile[] {
  requireGzip(bytes)
  try {
    const files = [...readRawTar(gunzip(bytes, archiveLimits), archiveLimits)].flatMap(
      entry => fileOf(entry) ?? [],
    )
    if (files.length === 0) throw new ChartError('no files in chart archive')
    return files
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error
    const isTooLarge = error.message.includes('unpacks to more than')
    const text = `decompressed chart is larger than the maximum size ${maxChartSize}`
    throw new ChartError(isTooLarge ? text : error.message, { cause: error })
  }
}

/** @throws ChartError in Go's words for what does not begin as gzip does */
export function requireGzip(bytes: Uint8Array): void {
  if (bytes.length < 10) throw new ChartError(bytes.length === 0 ? 'EOF' : 'unexpected EOF')
  if (!isGzip(bytes)) throw new ChartError('gzip: invalid header')
}

function fileOf(entry: RawTarEntry): ChartFile | undefined {
  if (entry.typeflag === '5' || entry.name.endsWith('/')) return undefined
  const name = nameInChart(entry.name)
  if (entry.content.length > maxFileSize) {
    throw new ChartError(
      `decompressed chart file ${quoteString(entry.name)} is larger than the maximum file size ${maxFileSize}`,
    )
  }
  return { name, data: withoutMark(entry.content) }
}

/** Drops the top folder; an archive made on Windows may use its slashes. @throws ChartError for a name that leads out */
export function nameInChart(stored: string): string {
  const [top, ...parts] = stored.split(stored.includes('\\') ? '\\' : '/')
  const path = parts.join('/')
  if (path.startsWith('/')) throw new ChartError('chart illegally contains absolute paths')
  const name = clean(path)
  if (name === '.') {
    throw new ChartError(
      `chart illegally contains content outside the base directory: ${quoteString(stored)}`,
    )
  }
  if (name.startsWith('..')) throw new ChartError('chart illegally references parent directory')
  if (/^[a-zA-Z]:\//.test(name)) throw new ChartError('chart contains illegally named files')
  if (top === 'Chart.yaml') throw new ChartError('chart yaml not in base directory')
  return name
}

/** Go's `path.Clean` of a relative path. */
function clean(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/') || '.'
}
