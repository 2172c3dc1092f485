/**
 * Chart archives: a gzipped tar whose first folder is the chart's name.
 * @module
 */
import { crc32, deflateRawSync } from 'node:zlib'
import { tarEnd, tarHeader, tarPadding } from '@sluice/base/tar'
import { type Chart, type ChartFile, chartFullPath } from '../chart/chart.ts'
import { ChartError } from '../chart/chart-error.ts'
import { formatLock, formatMetadata } from './format-metadata.ts'

const encoder = new TextEncoder()

/**
 * The bytes of a chart's archive. Files bear the time handed in, so that the same chart gives the same archive.
 * @throws ChartError if the schema is no JSON
 */
export function packageChart(chart: Chart, modified: Date): Uint8Array {
  const seconds = Math.floor(modified.getTime() / 1000)
  const parts = archiveFiles(chart).flatMap(({ name, data }) => [
    tarHeader({ path: name, type: 'file', size: data.length, mode: 0o644, modified: seconds }),
    data,
    tarPadding(data.length),
  ])
  return gzip(concat([...parts, tarEnd]))
}

/** The name of a chart's archive. */
export function archiveName({ metadata }: Chart): string {
  return `${metadata.name}-${metadata.version}.tgz`
}

/** Every file of the archive: the chart's own, then its subcharts'. */
function archiveFiles(chart: Chart): ChartFile[] {
  const base = chartFullPath(chart)
  const { metadata, lock, schema } = chart
  const isV1 = metadata.apiVersion === 'v1'
  const written = isV1 ? { ...metadata, dependencies: undefined } : metadata
  const files: ChartFile[] = [{ name: 'Chart.yaml', data: encoder.encode(formatMetadata(written)) }]
  if (metadata.apiVersion === 'v2' && lock) {
    files.push({ name: 'Chart.lock', data: encoder.encode(formatLock(lock)) })
  }
  files.push(...chart.raw.filter(file => file.name === 'values.yaml'))
  if (schema) {
    requireJson(schema)
    files.push({ name: 'values.schema.json', data: schema })
  }
  files.push(...chart.templates, ...chart.files)
  const own = files.map(({ name, data }) => ({ name: `${base}/${name}`, data }))
  return [...own, ...chart.dependencies.flatMap(archiveFiles)]
}

function requireJson(schema: Uint8Array): void {
  try {
    JSON.parse(new TextDecoder().decode(schema))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new ChartError('invalid JSON in values.schema.json')
  }
}

/** RFC 1952 §2.3, with the extra field and the comment by which Helm knows its archives. */
function gzip(content: Uint8Array): Uint8Array {
  const extra = encoder.encode('+aHR0cHM6Ly95b3V0dS5iZS96OVV6MWljandyTQo=')
  const head = new Uint8Array([
    0x1f,
    0x8b,
    8,
    0x04 | 0x10,
    0,
    0,
    0,
    0,
    0,
    0xff,
    extra.length & 0xff,
    extra.length >> 8,
  ])
  const tail = new DataView(new ArrayBuffer(8))
  tail.setUint32(0, crc32(content), true)
  tail.setUint32(4, content.length % 2 ** 32, true)
  return concat([
    head,
    extra,
    encoder.encode('Helm\u0000'),
    deflateRawSync(content),
    new Uint8Array(tail.buffer),
  ])
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    result.set(part, at)
    at += part.length
  }
  return result
}
