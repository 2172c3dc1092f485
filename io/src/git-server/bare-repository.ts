import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const config = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
[http]
\treceivepack = true
[receive]
\tdenyDeleteCurrent = warn
[uploadpack]
\tallowFilter = true
\tallowReachableSHA1InWant = true
[gc]
\tauto = 0
`

/** Makes an empty bare repository, without hooks, whose branch is `main`. */
export async function createBareRepository(path: string): Promise<void> {
  for (const dir of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags', 'hooks', 'info']) {
    await mkdir(join(path, dir), { recursive: true })
  }
  await writeFile(join(path, 'config'), config)
  await writeFile(join(path, 'HEAD'), 'ref: refs/heads/main\n')
}
