import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { cluster, object, run } from './harness.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-lookup-'))
after(() => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, 'templates'))
writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: looks\nversion: 1.0.0\n')
writeFileSync(
  join(folder, 'templates/a.yaml'),
  `{{ $kind := "GitRepository" }}{{ $api := "source.toolkit.fluxcd.io/v1" -}}
one: {{ with lookup $api $kind "apps" "web" }}{{ .metadata.name }}{{ else }}nothing{{ end }}
none: {{ lookup $api $kind "apps" "nope" | len }}
kube: {{ .Capabilities.KubeVersion.Version }} {{ .Capabilities.APIVersions.Has "v1/Pod" }}
all: {{ range (lookup $api $kind "apps" "").items }}{{ .metadata.name }};{{ end }}
`,
)

/** A cluster that can also be asked what it is. */
function target() {
  const memory = cluster(object('GitRepository', 'web'), object('GitRepository', 'api'))
  const answers: Readonly<Record<string, object>> = {
    '/version': { gitVersion: 'v1.33.1' },
    '/apis': { groups: [] },
    '/api/v1': { resources: [{ name: 'pods', kind: 'Pod' }] },
  }
  return Object.assign(memory, { raw: async (_method: string, path: string) => answers[path] })
}

test('helm template finds nothing in a cluster that it is not told to ask', async () => {
  const said = await run(['helm', 'template', 'rel', folder], target())
  assert.equal(said.err, '')
  assert.match(said.out, /one: nothing\nnone: 0\nkube: v1\.35\.0 false\nall:/)
})

test('helm template --dry-run=server looks things up in the cluster', async () => {
  const said = await run(['helm', 'template', 'rel', folder, '--dry-run=server'], target())
  assert.equal(said.err, '')
  assert.match(said.out, /one: web\nnone: 0\nkube: v1\.33\.1 true\nall: (?:web;api;|api;web;)/)
})
