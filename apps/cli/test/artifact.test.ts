/** The artifact commands against a registry in this process. @module */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { treeOfTarGz } from '@sluice/base/tar'
import { type MemoryRegistry, startMemoryRegistry } from '@sluice/testing'
import { cluster, run as runLine } from './harness.ts'

const cwd = mkdtempSync(join(tmpdir(), 'sluice-artifact-'))
let registry: MemoryRegistry
let host = ''

before(async () => {
  registry = await startMemoryRegistry()
  host = registry.host
  mkdirSync(join(cwd, 'app/inner'), { recursive: true })
  writeFileSync(join(cwd, 'app/one.yaml'), 'one: 1\n')
  writeFileSync(join(cwd, 'app/inner/two.yaml'), 'two: 2\n')
  writeFileSync(join(cwd, 'app/photo.png'), 'png')
})
after(async () => {
  await registry.stop()
  rmSync(cwd, { recursive: true, force: true })
})

const run = (line: string | readonly string[]) => runLine(line, cluster(), { cwd, env: { HOME: cwd } })
const origin = '--source https://git.example.com/app --revision main@sha1:abc'
const push = (tag: string, more = '') =>
  run(`push artifact oci://${host}/org/app:${tag} --path app ${origin} ${more}`)

test('build artifact packs what is not ignored, the same every time', async () => {
  const built = await run('build artifact -p app -o a.tgz')
  assert.equal(built.err, '► building artifact from app\n✔ artifact created at a.tgz\n')
  const packed = readFileSync(join(cwd, 'a.tgz'))
  assert.deepEqual(treeOfTarGz(packed).paths(), ['inner/two.yaml', 'one.yaml'])
  await run('build artifact -p app -o b.tgz --add-ignore-paths inner/')
  assert.deepEqual(treeOfTarGz(readFileSync(join(cwd, 'b.tgz'))).paths(), ['one.yaml'])
  await run('build artifact -p app -o c.tgz')
  assert.ok(readFileSync(join(cwd, 'c.tgz')).equals(packed))
})

test('what is pushed can be listed, tagged, compared and pulled', async () => {
  const pushed = await push('v1.0.0', '--reproducible -a team=web')
  assert.match(pushed.err, /✔ artifact successfully pushed to \S+\/org\/app@sha256:[0-9a-f]{64}\n$/)
  const again = await push('v1.1.0', '--reproducible -a team=web -o json')
  const { digest, tag } = JSON.parse(again.out) as { readonly digest: string; readonly tag: string }
  assert.equal(tag, 'v1.1.0')
  assert.ok(pushed.err.includes(digest), 'the same files make the same artifact')

  const tagged = await run(`tag artifact oci://${host}/org/app:v1.0.0 --tag stable`)
  assert.equal(tagged.err, `► tagging artifact\n✔ artifact tagged as ${host}/org/app:stable\n`)

  const all = await run(`list artifacts oci://${host}/org/app`)
  const tags = (text: string) => [...text.matchAll(/app:(\S+)/g)].map(([, name]) => name)
  assert.deepEqual(tags(all.out), ['v1.1.0', 'v1.0.0', 'stable'])
  assert.match(all.out, /https:\/\/git\.example\.com\/app\s+main@sha1:abc/)
  const newer = await run(['list', 'artifacts', `oci://${host}/org/app`, '--filter-semver=>1.0.0'])
  assert.deepEqual(tags(newer.out), ['v1.1.0'])
  const matching = await run(`list artifacts oci://${host}/org/app --filter-regex ^s`)
  assert.deepEqual(tags(matching.out), ['stable'])

  const same = await run(`diff artifact oci://${host}/org/app:stable --path app`)
  assert.equal(same.err, '✔ no changes detected\n')
  const other = await run(`diff artifact oci://${host}/org/app:stable --path app/inner`)
  assert.deepEqual(
    [other.code, other.err],
    [1, '✗ the remote artifact contents differs from the local one\n'],
  )

  mkdirSync(join(cwd, 'out'))
  const pulled = await run(`pull artifact oci://${host}/org/app:stable -o out`)
  assert.match(
    pulled.err,
    /✔ revision main@sha1:abc\n✔ digest [\w.:]+\/org\/app@sha256:\w+\n✔ artifact content extracted to out\n$/,
  )
  assert.equal(readFileSync(join(cwd, 'out/inner/two.yaml'), 'utf8'), 'two: 2\n')
})

const mistakes: readonly (readonly [line: string, says: string])[] = [
  ['push artifact', 'artifact URL is required'],
  ['push artifact oci://h.example.com/app:v1 --path app', '--source is required'],
  ['push artifact oci://h.example.com/app:v1 --path app --source x', '--revision is required'],
  [
    `push artifact h.example.com/app:v1 --path app ${origin}`,
    "URL must be in format 'oci://<domain>/<org>/<repo>'",
  ],
  [
    `push artifact oci://h.example.com/app:v1 --path app ${origin} -a a=b=c`,
    'invalid annotation a=b=c, must be in the format key=value',
  ],
  ['pull artifact oci://h.example.com/app:v1', 'output path cannot be empty'],
  [
    'list artifacts oci://h.example.com/app:v1',
    'listing tags failed: parsing repo "h.example.com/app:v1": repository can only contain the characters `abcdefghijklmnopqrstuvwxyz0123456789_-./`: app:v1',
  ],
  ['tag artifact oci://h.example.com/app:v1', '--tag is required'],
  ['list artifacts', 'artifact repository URL is required'],
  ['diff artifact oci://h.example.com/app:v1', 'invalid path ""'],
  ['build artifact -p nowhere', "invalid path 'nowhere', must point to an existing directory or file"],
]
for (const [line, says] of mistakes) {
  test(`${line}: ${says}`, async () => {
    assert.deepEqual(await run(line), { code: 1, out: '', err: `✗ ${says}\n` })
  })
}
