import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientTools } from '@sluice/testing'
import { buildCase } from './build-case.ts'
import { readCorpus } from './corpus.ts'
import { judge } from './judge.ts'

const cases = readCorpus()
const tools = clientTools()
const verdicts = tools.type === 'found' ? judge(cases, tools.kubectl) : undefined

for (const one of cases) {
  test(`buildKustomization(), ${one.topic}: ${one.title}`, () => {
    const ours = buildCase(one)
    if (one.fails) {
      assert.ok(ours.failed, 'must fail')
      for (const text of one.fails) assert.ok(ours.message.includes(text), `'${text}' in '${ours.message}'`)
    } else {
      assert.equal(ours.failed ? ours.message : ours.output, one.gives)
    }
  })
}

const skip = tools.type === 'missing' ? tools.reason : false
test('kubectl kustomize gives what the corpus says', { skip }, async t => {
  for (const one of cases) {
    await t.test(`${one.topic}: ${one.title}`, async () => {
      const theirs = await verdicts?.get(one)
      if (one.fails) assert.ok(theirs?.failed, 'must fail')
      else assert.equal(theirs?.failed ? theirs.message : theirs?.output, one.gives)
    })
  }
})
