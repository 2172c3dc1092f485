/**
 * `node bench/bench.ts helm CHART[,VALUES] …`: `helm template` of charts on this disk by the real helm and by us, a run
 * of each in turn: whole processes, and ours once more in a process that stays.
 * @module
 */
import { spawnSync } from 'node:child_process'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commandTree } from '../apps/cli/src/command-tree.ts'
import { processSurroundings } from '../apps/cli/src/process-surroundings.ts'
import { runCli } from '../apps/cli/src/run-cli.ts'
import { clientTools } from '../testing/src/client-tools.ts'
import { summarize } from './statistics.ts'

const launcher = fileURLToPath(new URL('../apps/cli/bin/sluice', import.meta.url))
const rounds = 15

/** Prints milliseconds for each chart. */
export async function benchHelm(charts: readonly string[]): Promise<void> {
  const tools = clientTools()
  if (tools.type === 'missing') throw new Error(tools.reason)
  if (charts.length === 0)
    throw new Error('name the folders of charts, each with a values file behind a comma if it needs one')
  for (const chart of charts) {
    const [folder = '', values] = chart.split(',')
    const args = [
      'helm',
      'template',
      'rel',
      folder,
      '--namespace',
      'ns',
      '--include-crds',
      '--kube-version',
      'v1.35.0',
    ]
    if (values) args.push('-f', values)
    const [theirs, ours]: [number[], number[]] = [[], []]
    for (let i = 0; i < rounds; i++) {
      theirs.push(timeOf(tools.helm, args.slice(1)))
      ours.push(timeOf(launcher, args))
    }
    const warm = await warmTimes(args)
    const work = basename(folder) === 'chart' ? basename(dirname(folder)) : basename(folder)
    console.log(
      JSON.stringify({ work, helm: summarize(theirs), sluice: summarize(ours), warm: summarize(warm) }),
    )
  }
}

function timeOf(program: string, args: readonly string[]): number {
  const began = performance.now()
  const { status, stderr } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  if (status !== 0) throw new Error(`'${program}' ended with ${status}: ${stderr}`)
  return performance.now() - began
}

async function warmTimes(args: readonly string[]): Promise<number[]> {
  const around = { ...processSurroundings('sluice'), out: () => {}, err: () => {} }
  const times: number[] = []
  for (let i = 0; i < 2 * rounds; i++) {
    const began = performance.now()
    await runCli(commandTree('sluice'), args, around)
    times.push(performance.now() - began)
  }
  return times.slice(rounds)
}
