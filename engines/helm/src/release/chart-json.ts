import type { JsonObject, JsonValue } from '@sluice/base/json'
import type { Chart, ChartFile } from '../chart/chart.ts'
import { metadataJson } from '../package/format-metadata.ts'
import { sortedMaps } from './record-json.ts'

/** A chart as a release record holds it. Files are base64, as Go writes bytes; subcharts are not recorded. */
export function chartJson(chart: Chart): JsonObject {
  const { lock } = chart
  return {
    metadata: metadataJson(chart.metadata),
    lock: lock
      ? {
          generated: lock.generated,
          digest: lock.digest,
          dependencies:
            metadataJson({ ...chart.metadata, dependencies: [...lock.dependencies] })['dependencies'] ?? null,
        }
      : null,
    templates: files(chart.templates),
    values: chart.values ? sortedMaps(chart.values as JsonValue) : null,
    schema: chart.schema ? Buffer.from(chart.schema).toString('base64') : null,
    schemamodtime: neverModified,
    files: files(chart.files),
  }
}

const neverModified = '0001-01-01T00:00:00Z'

function files(list: readonly ChartFile[]): JsonValue {
  return list.map(({ name, data }) => ({ name, data: Buffer.from(data).toString('base64') }))
}
