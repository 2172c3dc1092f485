import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryTree } from '@sluice/base/flow'
import type { GoMap } from '@sluice/gotemplate'
import { Capabilities } from '../capabilities/capabilities.ts'
import type { Chart } from '../chart/chart.ts'
import { loadChart } from '../chart/load-chart.ts'
import type { RenderEnvironment } from './render-environment.ts'
import { renderRelease } from './render-release.ts'

const environment: RenderEnvironment = {
  now: () => new Date(0),
  randomBytes: count => new Uint8Array(count),
  loadCryptography: () => Promise.reject(new Error('no keys in this test')),
  timeZone: 'UTC',
}

async function render(chart: Chart, values: GoMap): Promise<string> {
  const { manifests } = await renderRelease({
    chart,
    values,
    release: { name: 'rel', namespace: 'ns' },
    capabilities: new Capabilities(),
    environment,
  })
  return manifests.map(({ content }) => content).join('\n')
}

test('parsedTemplates() are shared by the releases of a chart, which differ all the same', async () => {
  const chart = loadChart(
    memoryTree({
      'Chart.yaml': 'apiVersion: v2\nname: one\nversion: 1.0.0\n',
      'templates/_mood.tpl': '{{ define "mood" }}{{ .Values.mood | upper | b64enc }}{{ end }}',
      'templates/a.yaml': 'kind: A\nname: {{ .Values.mood | quote }}\nmood: {{ include "mood" . }}\n',
      'templates/b.yaml': 'kind: B\nnot: {{ include "mood" . | b64dec | lower | sha256sum | trunc 8 }}\n',
    }),
  )
  const first = await render(chart, { mood: 'fine' })
  assert.match(first, /name: "fine"\nmood: RklORQ==/)
  assert.match(await render(chart, { mood: 'sad' }), /name: "sad"\nmood: U0FE/)
  assert.equal(await render(chart, { mood: 'fine' }), first)
})

test('parsedTemplates() parses a subchart under another name for itself', async () => {
  const dependency = (alias: string) => `- {name: sub, version: 1.0.0, repository: "", alias: ${alias}}\n`
  const chart = loadChart(
    memoryTree({
      'Chart.yaml': `apiVersion: v2\nname: one\nversion: 1.0.0\ndependencies:\n${dependency('left')}${dependency('right')}`,
      'charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n',
      'charts/sub/templates/a.yaml': '{{ if .Values.bad }}{{ fail "no" }}{{ end }}',
    }),
  )
  for (const name of ['left', 'right', 'left']) {
    await assert.rejects(
      render(chart, { [name]: { bad: true } }),
      new RegExp(`at \\(one/charts/${name}/templates/a\\.yaml:1:23\\): no`),
    )
  }
})
