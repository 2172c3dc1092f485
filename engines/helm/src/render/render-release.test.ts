import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { memoryTree } from '@sluice/base/flow'
import { Capabilities } from '../capabilities/capabilities.ts'
import { loadChart } from '../chart/load-chart.ts'
import type { RenderEnvironment } from './render-environment.ts'
import { renderRelease } from './render-release.ts'

const environment: RenderEnvironment = {
  now: () => new Date(),
  randomBytes: count => randomBytes(count),
  loadCryptography: () => Promise.reject(new Error('no keys in this test')),
  timeZone: 'UTC',
}

/** Renders a chart of one template. */
function render(template: string, more: Partial<RenderEnvironment> = {}, values = '') {
  const chart = loadChart(
    memoryTree({
      'Chart.yaml': 'apiVersion: v2\nname: one\nversion: 1.0.0\n',
      'values.yaml': values,
      'templates/a.yaml': template,
    }),
  )
  return renderRelease({
    chart,
    values: {},
    release: { name: 'rel', namespace: 'ns' },
    capabilities: new Capabilities(),
    environment: { ...environment, ...more },
  })
}

const endless = [
  {
    does: 'prints',
    template: '{{ range until 1000 }}{{ range until 1000 }}{{ "0123456789" }}{{ end }}{{ end }}',
  },
  { does: 'includes itself', template: '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}' },
  { does: 'calls itself', template: '{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}' },
  {
    does: 'evaluates itself',
    template: '{{ tpl .Values.self . }}',
    values: "self: '{{ tpl .Values.self . }}'\n",
  },
]
for (const { does, template, values } of endless) {
  test(`renderRelease() ends a template that ${does} without end`, async () => {
    await assert.rejects(render(template, { limits: { characters: 100_000 } }, values))
  })
}

test('renderRelease() ends templates that run for too long', async () => {
  let time = 0
  const now = () => new Date(time++)
  const template =
    '{{ range until 1000 }}{{ range until 1000 }}{{ $x := 1 }}{{ if $x }}{{ end }}{{ end }}{{ end }}'
  await assert.rejects(render(template, { now, limits: { milliseconds: 50 } }), {
    message: 'templates run for longer than 50 milliseconds',
  })
})

test('renderRelease() begins anew with the values it was given, where a text needs functions that are not loaded', async () => {
  const template =
    'n: {{ $_ := set .Values "seen" (append .Values.seen 1) }}{{ len .Values.seen }} {{ tpl .Values.text . }}'
  const text = '{{ printf "%s%s" "{{ sha256sum" " \\"x\\" | trunc 4 }}" }}'
  const { manifests } = await render(
    `${template}{{ tpl (tpl .Values.late .) . }}`,
    {},
    `seen: []\ntext: plain\nlate: '${text}'\n`,
  )
  assert.equal(manifests[0]?.content, 'n: 1 plain2d71')
})

test('renderRelease() asks a cluster once for each thing', async () => {
  const asked: string[] = []
  const lookup: RenderEnvironment['lookup'] = async (...query) => {
    asked.push(query.join(' '))
    return { metadata: { name: query[3] } }
  }
  const one = '{{ (lookup "v1" "Pod" "ns" "a").metadata.name }}'
  const { manifests } = await render(`a: ${one}${one}{{ (lookup "v1" "Pod" "ns" "b").metadata.name }}`, {
    lookup,
  })
  assert.equal(manifests[0]?.content, 'a: aab')
  assert.deepEqual(asked, ['v1 Pod ns a', 'v1 Pod ns b'])
})
