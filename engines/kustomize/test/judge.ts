import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Case } from './corpus.ts'

/** What the real tool said. */
export interface Verdict {
  readonly failed: boolean
  readonly output: string
  readonly message: string
}

/** Builds every case with the real `kubectl kustomize`, a few at a time. Each answer can be waited for by itself. */
export function judge(cases: readonly Case[], kubectl: string): ReadonlyMap<Case, Promise<Verdict>> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-kustomize-'))
  const lanes: Promise<unknown>[] = Array.from({ length: 3 }, () => Promise.resolve())
  const verdicts = new Map<Case, Promise<Verdict>>()
  cases.forEach((one, i) => {
    const verdict = (lanes[i % lanes.length] ?? Promise.resolve()).then(() =>
      build(one, join(folder, String(i)), kubectl),
    )
    lanes[i % lanes.length] = verdict
    verdicts.set(one, verdict)
  })
  void Promise.allSettled(lanes).then(() => rmSync(folder, { recursive: true, force: true }))
  return verdicts
}

function build(one: Case, folder: string, kubectl: string): Promise<Verdict> {
  for (const [path, text] of Object.entries(one.files)) {
    const full = join(folder, path)
    mkdirSync(dirname(full), { recursive: true })
    writeFileSync(full, text)
  }
  // Nothing a build makes lives long: without a collector it takes a fifth less.
  const env = { ...process.env, GOGC: 'off', GOMAXPROCS: '1' }
  return new Promise(resolve => {
    execFile(kubectl, ['kustomize', ...one.args], { cwd: folder, env }, (error, output, message) => {
      resolve({ failed: error !== null, output, message })
    })
  })
}
