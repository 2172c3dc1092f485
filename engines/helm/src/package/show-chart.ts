import { goString } from '@sluice/gotemplate'
import { type Chart, chartCrds } from '../chart/chart.ts'
import { formatMetadata } from './format-metadata.ts'

/** What `helm show` shows of a chart. */
export type ShownPart = 'all' | 'chart' | 'values' | 'readme' | 'crds'

/** The text that `helm show PART` prints. */
export function showChart(chart: Chart, part: ShownPart): string {
  const isAll = part === 'all'
  const separator = isAll ? '---\n' : ''
  let text = ''
  if (isAll || part === 'chart') text += `${formatMetadata(chart.metadata)}\n`
  if ((isAll || part === 'values') && chart.values !== undefined) {
    const written = chart.raw.filter(file => file.name === 'values.yaml')
    text += separator + written.map(file => `${goString(file.data)}\n`).join('')
  }
  const readme = chart.files.find(file => /^readme(?:\.md|\.txt)?$/i.test(file.name))
  if ((isAll || part === 'readme') && readme) text += `${separator}${goString(readme.data)}\n`
  return isAll || part === 'crds' ? text + showCrds(chart) : text
}

function showCrds(chart: Chart): string {
  const texts = chartCrds(chart).map(crd => goString(crd.file.data))
  return texts.map(text => `${text.startsWith('---') ? '' : '---\n'}${text}\n`).join('')
}
