import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The files of the sample repository. */
const sampleFiles = fileURLToPath(new URL('../sample-repository', import.meta.url))

/**
 * Gives the bare repository in `dir` the sample repository as the first commit of its `main`.
 * One that has a `main` is left as it is.
 */
export async function seedRepository(dir: string): Promise<void> {
  if (existsSync(join(dir, 'refs', 'heads', 'main'))) return
  const scratch = mkdtempSync(join(tmpdir(), 'sluice-seed-'))
  try {
    await seed(dir, { ...gitEnvironment(scratch), GIT_INDEX_FILE: join(scratch, 'index') })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function seed(dir: string, env: NodeJS.ProcessEnv): Promise<void> {
  const git = async (...args: string[]) => (await run('git', args, { env })).stdout.trim()
  await git('--git-dir', dir, '--work-tree', sampleFiles, 'add', '--all', sampleFiles)
  const tree = await git('--git-dir', dir, 'write-tree')
  const commit = await git('--git-dir', dir, 'commit-tree', tree, '-m', 'Open the tea house')
  await git('--git-dir', dir, 'update-ref', 'refs/heads/main', commit)
}

/** Git without the user's configuration: the sample's first commit is the same everywhere but for its time. */
function gitEnvironment(home: string): NodeJS.ProcessEnv {
  const person = { NAME: 'Sluice', EMAIL: 'sandbox@sluice.dev' }
  return {
    PATH: process.env['PATH'],
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: person.NAME,
    GIT_AUTHOR_EMAIL: person.EMAIL,
    GIT_COMMITTER_NAME: person.NAME,
    GIT_COMMITTER_EMAIL: person.EMAIL,
  }
}
