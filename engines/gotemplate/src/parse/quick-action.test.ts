import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Statement } from './node.ts'
import { parseTemplate } from './parse-template.ts'
import { readQuickAction } from './quick-action.ts'
import { Scope } from './scope.ts'

const names = new Set(['include', 'quote', 'printf', 'and', 'dict'])
const hasFunction = (name: string) => names.has(name)

/** What the parser makes of an action; a comment in its place keeps it from being read quickly. */
function parsed(action: string): Statement | undefined {
  const name = 'T'
  const ends = /^\{\{-?\s*(?:if|with|range)\b/.test(action) ? '{{end}}' : ''
  // Other delimiters of the same length, which only the parser reads.
  const text = `{{$x := 1}}${action}${ends}`.replaceAll('{{', '<<').replaceAll('}}', '>>')
  const delimiters = { left: '<<', right: '>>' }
  return parseTemplate({ name, text }, { hasFunction, delimiters }).get(name)?.body[1]
}

const quick = [
  '{{.}}',
  '{{ .a }}',
  '{{- .a.b.c -}}',
  '{{ $.a.b | quote }}',
  '{{ $x }}',
  '{{ $x.a.b }}',
  '{{ include "name" . | quote }}',
  '{{-  include   "name"\n . -}}',
  '{{ printf "%s-%d" .a 12 }}',
  '{{ printf `raw` -3 true }}',
  '{{ and (quote .a) (printf "x" (dict "a" $)) |quote}}',
  '{{- if and .a .b }}',
  '{{ with ( .a.b ) }}',
  '{{ range $.list }}',
]
for (const action of quick) {
  test(`readQuickAction() reads ${action} as the parser does`, () => {
    const scope = new Scope()
    scope.declare('$x')
    const found = readQuickAction(action, { scope, hasFunction })
    const statement = parsed(action)
    assert.ok(found && statement && 'pipe' in statement)
    assert.equal(found.type, statement.type)
    assert.deepEqual(found.pipe, statement.pipe)
  })
}

const left = [
  '{{ end }}',
  '{{ else if .a }}',
  '{{ $y }}',
  '{{ $x := 1 }}',
  '{{ unknown . }}',
  '{{ nil }}',
  '{{ .a | 1 }}',
  '{{ .a | }}',
  '{{ (.a }}',
  '{{ .a) }}',
  '{{ (.a).b }}',
  '{{ "a\\n" }}',
  '{{ "a""b" }}',
  '{{ quote(.a) }}',
  '{{ 1.5 }}',
  '{{ 0x1 }}',
  "{{ 'a' }}",
  '{{ .a. }}',
  '{{/* .a */}}',
  '{{ -}}',
  '{{}}',
  '{{ if }}',
]
for (const action of left) {
  test(`readQuickAction() leaves ${action} to the parser`, () => {
    const scope = new Scope()
    scope.declare('$x')
    assert.equal(readQuickAction(action, { scope, hasFunction }), undefined)
  })
}
