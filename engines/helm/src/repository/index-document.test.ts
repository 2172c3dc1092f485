import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRepositoryIndex } from './repository-index.ts'

const head = 'apiVersion: v1\n'
const decoding = 'error unmarshaling JSON: while decoding JSON: json: '

const refused = [
  {
    what: 'a list',
    text: '- a\n',
    why: `${decoding}cannot unmarshal array into Go value of type repo.IndexFile`,
  },
  {
    what: 'a text',
    text: 'a page\n',
    why: `${decoding}cannot unmarshal string into Go value of type repo.IndexFile`,
  },
  {
    what: 'a list of charts',
    text: `${head}entries: []\n`,
    why: `${decoding}cannot unmarshal array into Go struct field IndexFile.entries of type map[string]repo.ChartVersions`,
  },
  {
    what: 'a chart that is no list',
    text: `${head}entries:\n  web: {}\n`,
    why: `${decoding}cannot unmarshal object into Go struct field IndexFile.entries of type repo.ChartVersions`,
  },
  {
    what: 'a version that is a text',
    text: `${head}entries:\n  web:\n  - one\n`,
    why: `${decoding}cannot unmarshal string into Go struct field IndexFile.entries of type repo.ChartVersion`,
  },
  { what: 'an unknown field', text: `${head}colour: red\n`, why: `${decoding}unknown field "colour"` },
  {
    what: 'an unknown field of a chart',
    text: `${head}entries:\n  web:\n  - name: web\n    version: 1.0.0\n    colour: red\n`,
    why: `${decoding}unknown field "colour"`,
  },
  {
    what: 'a key given twice',
    text: `${head}entries:\n  web: []\n  web: []\n`,
    why: 'error converting YAML to JSON: yaml: unmarshal errors:\n  line 4: key "web" already set in map',
  },
  { what: 'nothing at all', text: '', why: 'empty index.yaml file' },
  { what: 'null', text: 'null\n', why: 'no API version specified' },
  {
    what: 'JSON that is a list',
    text: '[]',
    why: 'json: cannot unmarshal array into Go value of type repo.IndexFile',
  },
]
for (const { what, text, why } of refused) {
  test(`parseRepositoryIndex() refuses ${what}`, () => {
    assert.throws(() => parseRepositoryIndex(text), { name: 'ChartError', message: why })
  })
}

test('parseRepositoryIndex() takes JSON with fields that it does not know, and a version of the format that is a number', () => {
  assert.deepEqual(parseRepositoryIndex('{"apiVersion":"v1","colour":"red","entries":{}}').entries, {})
  assert.deepEqual(parseRepositoryIndex('apiVersion: 1\nentries: {}\n').entries, {})
})
