/**
 * `sluice helm` beside the real `helm`: the same standard output, standard error and exit code, for
 * expressions, templates that fail, and charts. The real one takes a tenth of a second to start, so many expressions
 * share a run, and two run at a time.
 * @module
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { clientTools } from '@sluice/testing'
import { run } from './harness.ts'
import { caseTemplate, corpus, readCases, readExpressions, readFiles, readResults } from './helm-cases.ts'

const tools = clientTools()
const skip = tools.type === 'missing' ? tools.reason : false
const helm = tools.type === 'found' ? tools.helm : ''
const scratch = mkdtempSync(join(tmpdir(), 'sluice-helm-'))
after(() => rmSync(scratch, { recursive: true, force: true }))

/** What a program said; times at the beginning of log lines are left out. */
interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs the real helm as it would run on a machine where nobody has used it. */
function runHelm(args: readonly string[], cwd: string, command = ['template']): Promise<Said> {
  const env = { HOME: scratch, TZ: 'UTC', PATH: process.env['PATH'] }
  return new Promise(resolve => {
    execFile(helm, [...command, ...args], { cwd, env, maxBuffer: 1 << 28 }, (error, out, err) => {
      const code = error ? Number(error.code ?? 1) : 0
      resolve({ code, out, err: withoutTimes(err) })
    })
  })
}

async function runOurs(args: readonly string[], cwd: string, command = ['template']): Promise<Said> {
  const said = await run(['helm', ...command, ...args], undefined, { cwd, env: { HOME: scratch, TZ: 'UTC' } })
  return { code: said.code, out: said.out, err: withoutTimes(said.err) }
}

function withoutTimes(text: string): string {
  return text.replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /gm, '')
}

/** Works through a list, two items at a time. */
async function inPairs<T>(items: readonly T[], work: (item: T, i: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) await work(items[i] as T, i)
  }
  await Promise.all([worker(), worker()])
}

/** The chart that expressions and failures are evaluated in. */
function caseChart(name: string, template: string): string {
  const folder = join(scratch, name)
  cpSync(join(corpus, 'chart'), folder, { recursive: true })
  writeFileSync(join(folder, 'templates/x.yaml'), template)
  return folder
}

test('helm template gives every expression the same value', { skip }, async () => {
  const cases = readExpressions()
  const folder = caseChart('expressions', caseTemplate(cases))
  const args = ['rel', folder, '--namespace', 'ns']
  const [theirs, ours] = await Promise.all([runHelm(args, scratch), runOurs(args, scratch)])
  assert.equal(theirs.err, '')
  assert.equal(ours.err, '')
  const [wanted, got] = [readResults(theirs.out), readResults(ours.out)]
  assert.equal(wanted.size, cases.length)
  const show = (results: ReadonlyMap<string, string>) =>
    cases.map(({ name, template }) => `${name} ${template} => ${results.get(name)}`)
  assert.deepEqual(show(got), show(wanted))
})

test('helm template fails in the same words', { skip }, async () => {
  const cases = readCases(join(corpus, 'failures.txt'))
  const [wanted, got]: [string[], string[]] = [[], []]
  await inPairs(cases, async ({ name, template }, i) => {
    const folder = caseChart(`failure-${i}`, template)
    const args = ['rel', folder, '--namespace', 'ns']
    const theirs = await runHelm(args, scratch)
    assert.notEqual(theirs.code, 0, `${name} does not fail`)
    const ours = await runOurs(args, scratch)
    wanted[i] = `${name} ${template} => ${theirs.code} ${theirs.err}`
    got[i] = `${name} ${template} => ${ours.code} ${ours.err}`
    rmSync(folder, { recursive: true })
  })
  assert.deepEqual(got, wanted)
})

const charts = readdirSync(join(corpus, 'charts')).sort()

/** Writes a chart of the corpus to a folder. */
function unpackChart(file: string): { readonly folder: string; readonly comment: string } {
  const { comment, files } = readFiles(join(corpus, 'charts', file))
  const folder = join(scratch, basename(file, '.txt'))
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return { folder, comment }
}

for (const file of charts) {
  const name = basename(file, '.txt')
  test(`helm template renders the chart ${name} the same`, { skip }, async () => {
    const { folder, comment } = unpackChart(file)
    const lines = comment.split('\n').filter(line => line.startsWith('$ '))
    assert.ok(lines.length > 0)
    await inPairs(lines, async line => {
      const args = line.slice(2).split(' ')
      const [theirs, ours] = await Promise.all([runHelm(args, folder), runOurs(args, folder)])
      assert.deepEqual(ours, theirs, line)
    })
  })
}

for (const command of [['lint'], ['show', 'all']]) {
  test(`helm ${command.join(' ')} says the same of every chart`, { skip }, async () => {
    await inPairs(charts, async file => {
      const { folder } = unpackChart(file)
      const [theirs, ours] = await Promise.all([
        runHelm(['.'], folder, command),
        runOurs(['.'], folder, command),
      ])
      assert.deepEqual(ours, theirs, file)
    })
  })
}

test('helm renders the archives of sluice helm package', { skip }, async () => {
  await inPairs(['subcharts.txt', 'v1-requirements.txt', 'crds.txt', 'schema.txt'], async file => {
    const { folder } = unpackChart(file)
    const packed = await runOurs([folder, '-d', 'packed', '--version', '7.8.9'], scratch, ['package'])
    assert.equal(packed.err, '')
    const archive = packed.out.replace(/^.*: |\n$/g, '')
    const theirs = await runHelm(['rel', folder, '--include-crds'], scratch)
    assert.deepEqual(await runHelm(['rel', archive, '--include-crds'], scratch), theirs, file)
    assert.deepEqual(await runOurs(['rel', archive, '--include-crds'], scratch), theirs, file)
  })
})
