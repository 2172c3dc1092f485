/**
 * `node engines/kustomize/test/record-corpus.ts [TOPIC…]` writes down what the real tool makes of cases that say neither
 * what they give nor how they fail, and prints how it fails. With `--again` it records all that do not fail.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { clientTools } from '@sluice/testing'
import { corpusFolder, readCorpus } from './corpus.ts'
import { judge, type Verdict } from './judge.ts'

const tools = clientTools()
if (tools.type === 'missing') throw new Error(tools.reason)
const again = process.argv.includes('--again')
const topics = process.argv.slice(2).filter(arg => !arg.startsWith('--'))
const cases = readCorpus().filter(
  one =>
    (topics.length === 0 || topics.includes(one.topic)) && !one.fails && (again || one.gives === undefined),
)
const verdicts = judge(cases, tools.kubectl)
for (const topic of new Set(cases.map(one => one.topic))) {
  const path = `${corpusFolder}/${topic}.txt`
  const answers = new Map<string, Verdict>()
  for (const one of cases) {
    const verdict = one.topic === topic ? await verdicts.get(one) : undefined
    if (verdict) answers.set(one.title, verdict)
  }
  writeFileSync(path, record(readFileSync(path, 'utf8'), answers))
}

function record(text: string, answers: ReadonlyMap<string, Verdict>): string {
  const [head = '', ...sections] = text.split(/^=== /m)
  const recorded = sections.map(section => {
    const answer = answers.get(section.slice(0, section.indexOf('\n')))
    if (!answer) return section
    if (answer.failed) {
      console.log(`${section.slice(0, section.indexOf('\n'))}: ${answer.message}`)
      return section
    }
    return `${section.replace(/^-- gives --\n[\s\S]*/m, '').trimEnd()}\n-- gives --\n${answer.output}\n`
  })
  return [head, ...recorded].join('=== ')
}
