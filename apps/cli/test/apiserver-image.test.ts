import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { freshBundle } from '../bin/fresh-bundle.cjs'
import { imageCommand } from '../bin/image.cjs'

const launcher = fileURLToPath(new URL('../bin/sluice', import.meta.url))
const bundle = freshBundle(['apiserver'])
const skip =
  (process.platform !== 'linux' && 'what a process runs is read from /proc') ||
  (bundle === undefined && "the bundle is stale: 'npm run bundle' makes a new one")
const dir = mkdtempSync(join(tmpdir(), 'image-'))
after(() => rmSync(dir, { recursive: true, force: true }))

/** A server started by the launcher. */
async function start(env: NodeJS.ProcessEnv = {}) {
  const child = spawn(launcher, ['apiserver', '--token', 't'], {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const url = /https:\S+/.exec(String(line))?.[0] ?? ''
  return {
    child,
    url,
    isImage: readFileSync(`/proc/${child.pid}/cmdline`, 'utf8').includes('apiserver.image'),
  }
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  assert.deepEqual(await once(child, 'exit'), [0, null])
}

/** What the API server knows under a path. */
function read(url: string, path: string): Promise<Record<string, Record<string, unknown>>> {
  const options = { rejectUnauthorized: false, agent: false, headers: { authorization: 'Bearer t' } }
  return new Promise((resolve, reject) => {
    get(`${url}${path}`, options, async response => {
      let text = ''
      for await (const chunk of response) text += chunk
      resolve(JSON.parse(text))
    }).on('error', reject)
  })
}

test('servers made of one image have keys and UIDs of their own', { skip }, async () => {
  const seen = []
  for (let i = 0; i < 2; i++) {
    const { child, url, isImage } = await start()
    assert.ok(isImage, 'the launcher runs the image')
    const namespace = await read(url, '/api/v1/namespaces/default')
    const ca = await read(url, '/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication')
    seen.push(namespace['metadata']?.['uid'], ca['metadata']?.['uid'], ca['data']?.['client-ca-file'])
    const age = Date.now() - Date.parse(String(namespace['metadata']?.['creationTimestamp']))
    assert.ok(age >= 0 && age < 600_000, 'it was created when the server started')
    await stop(child)
  }
  assert.equal(new Set(seen).size, seen.length)
})

test('without an image, and with options for Node, the bundle runs', { skip }, async () => {
  for (const env of [{ SLUICE_NO_IMAGE: '1' }, { NODE_OPTIONS: '--no-deprecation' }]) {
    const { child, url, isImage } = await start(env)
    assert.ok(!isImage)
    assert.equal((await read(url, '/api/v1/namespaces/default'))['status']?.['phase'], 'Active')
    await stop(child)
  }
})

test('an image is of the Node that made it', { skip }, () => {
  assert.ok(imageCommand(['apiserver', '--port', '1'], bundle ?? '')?.includes('--port'))
  assert.equal(imageCommand(['get', 'all'], bundle ?? ''), undefined)
  mkdirSync(join(dir, 'bundle'))
  assert.equal(imageCommand(['apiserver'], join(dir, 'bundle')), undefined)
})

test('a checkout that was moved runs what it has', { skip }, async () => {
  const bin = join(dir, 'apps/cli/bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'start.cjs'), 'console.log(process.env.SLUICE_NO_IMAGE, ...process.argv.slice(2))')
  copyFileSync(
    fileURLToPath(new URL('../bin/fresh-bundle.cjs', import.meta.url)),
    join(bin, 'fresh-bundle.cjs'),
  )
  const [node = '', ...args] = imageCommand(['apiserver', '--port', '1'], bundle ?? '') ?? []
  const moved = args.map(arg => (arg.endsWith('apps/cli/bin') ? bin : arg))
  const child = spawn(node, moved, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  assert.equal(line, '1 apiserver --port 1')
})
