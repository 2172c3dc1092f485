import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { ExecError, type MissingKey, ParseError, sprintf, TemplateSet } from './index.ts'
import { parseTyped, testFunctions } from './testing/typed-values.ts'

/** Templates with what Go's text/template made of them. */
const { data, cases } = JSON.parse(
  readFileSync(new URL('../corpus/templates.json', import.meta.url), 'utf8'),
) as {
  readonly data: unknown
  readonly cases: readonly {
    readonly template: string
    readonly missingKey?: MissingKey
    readonly gives?: string
    readonly fails?: string
  }[]
}

for (const { template, missingKey = 'zero', gives, fails } of cases) {
  test(`a template does as in Go: ${template}`, () => {
    const set = new TemplateSet('set', {
      functions: {
        has: name => Object.hasOwn(testFunctions, name),
        find: name => testFunctions[name],
      },
      missingKey,
    })
    const run = () => {
      set.add(set.parse({ name: 'T', text: template }))
      return set.execute('T', parseTyped(data))
    }
    if (fails === undefined) {
      assert.equal(run(), gives)
      return
    }
    assert.throws(run, error => {
      assert.ok(error instanceof ParseError || error instanceof ExecError)
      assert.equal(error.message, fails)
      return true
    })
  })
}

/** Values with what Go's fmt made of them, by format. */
const formats = JSON.parse(readFileSync(new URL('../corpus/formats.json', import.meta.url), 'utf8')) as {
  readonly value: unknown
  readonly gives: Readonly<Record<string, string>>
}[]

for (const { value, gives } of formats) {
  test(`sprintf() formats as in Go: ${JSON.stringify(value)}`, () => {
    const typed = parseTyped(value)
    for (const [format, text] of Object.entries(gives)) assert.equal(sprintf(format, [typed]), text, format)
  })
}
