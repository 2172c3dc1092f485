import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { summarize } from '../statistics.ts'
import { makeRepository } from './make-repository.ts'

const launcher = fileURLToPath(new URL('../../apps/cli/bin/sluice', import.meta.url))
const rounds = 9

/** `node bench/bench.ts preview`: what the second commit of a repository changes, whole process, in milliseconds. */
export function benchPreview(): void {
  const sizes = [
    { kustomizations: 30, releases: 20 },
    { kustomizations: 300, releases: 200 },
  ]
  for (const size of sizes) {
    const root = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
    try {
      makeRepository(root, size)
      let summary = ''
      const times = Array.from({ length: rounds }, () => {
        const began = performance.now()
        summary = previewOnce(root)
        return performance.now() - began
      })
      console.log(JSON.stringify({ ...size, summary, ms: summarize(times) }))
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  }
}

/** The last line of the report. */
function previewOnce(root: string): string {
  const args = ['preview', '--base', 'HEAD~1', '--head', 'HEAD', '--path', 'clusters/prod']
  const { status, stdout, stderr } = spawnSync(launcher, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
  if (status !== 1 || stderr !== '') throw new Error(`preview ended with ${status}: ${stderr}`)
  return stdout.trimEnd().split('\n').at(-1) ?? ''
}
