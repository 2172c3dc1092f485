/**
 * `sluice apiserver` as the image of a process that has started it once: see tools/bundle-images.ts. Run by
 * `node --build-snapshot`. A process made of the image goes on at `main`, with the folder `apps/cli/bin` before the
 * arguments.
 * @module
 */
import { join } from 'node:path'
import { startupSnapshot } from 'node:v8'
import { rehearseStart } from '@sluice/apiserver'
import { freshBundle } from '../../bin/fresh-bundle.cjs'
import { apiserver } from '../commands/apiserver.ts'
import { group, leaf } from '../parser/command.ts'
import { programOf } from './program.ts'
import { quietSurroundings } from './quiet-surroundings.ts'

/** The bundle that the image is part of. */
declare const __dirname: string

/** What listening loads of Node and can be part of an image; what is bound to sockets cannot. */
const loadedByListening = ['assert', 'cluster', 'dns', 'fs/promises', 'os', 'perf_hooks', 'readline']

const run = programOf(program => group(program, '', [leaf('apiserver', async () => apiserver)]))

startupSnapshot.setDeserializeMainFunction(main)
rehearse().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})

async function main(): Promise<void> {
  const [node = process.execPath, bin = '', ...args] = process.argv
  const launcher = join(bin, 'start.cjs')
  // This is no image of a checkout that was moved, or in which a file has changed since.
  if (freshBundle(args, bin) !== __dirname)
    process.execve?.(node, [node, launcher, ...args], { ...process.env, SLUICE_NO_IMAGE: '1' })
  process.argv = [node, launcher, ...args]
  process.exitCode = await run(process.env['SLUICE_PROGRAM'] ?? 'sluice', args)
}

async function rehearse(): Promise<void> {
  const crypto = process.getBuiltinModule('node:crypto')
  const { randomUUID, randomInt } = crypto
  // Node keeps a stock of these, which would be the same in every process made of the image.
  const refuse = () => {
    throw new Error('an image of a process must not draw random numbers that Node keeps in stock')
  }
  Object.assign(crypto, { randomUUID: refuse, randomInt: refuse })
  await run('sluice', ['apiserver', '--help'], quietSurroundings('/'))
  for (const module of loadedByListening) process.getBuiltinModule(`node:${module}`)
  await rehearseStart()
  Object.assign(crypto, { randomUUID, randomInt })
}
