import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'

const file = 'apps/cli/bin/fresh-bundle.cjs'
const source = fileURLToPath(new URL('../bin/fresh-bundle.cjs', import.meta.url))

/** A checkout with a bundle in which `bake bread` was made of two files and everything of three. */
async function checkout() {
  const root = mkdtempSync(join(tmpdir(), 'sluice-bundle-'))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  for (const name of ['oven.ts', 'flour.ts', 'kettle.ts']) write(name, name)
  const stamps = (...names: readonly string[]) =>
    JSON.stringify(
      names.map(name => [name, statSync(join(root, name)).mtimeMs, statSync(join(root, name)).size]),
    )
  write('apps/cli/dist/b1/stamps/bake bread.json', stamps('oven.ts', 'flour.ts'))
  write('apps/cli/dist/b1/stamps/all.json', stamps('oven.ts', 'flour.ts', 'kettle.ts'))
  write('apps/cli/dist/current', 'b1')
  mkdirSync(dirname(join(root, file)), { recursive: true })
  copyFileSync(source, join(root, file))
  const { freshBundle } = await import(pathToFileURL(join(root, file)).href)
  const main = join(root, 'apps/cli/dist/b1')
  return { root, write, freshBundle, main, [Symbol.dispose]: () => rmSync(root, { recursive: true }) }
}

test('freshBundle() is the bundle while nothing has changed', async () => {
  using bundle = await checkout()
  for (const args of [[], ['bake', 'bread'], ['bake', 'bread', './loaf', '-o', 'x'], ['--help']])
    assert.equal(bundle.freshBundle(args), bundle.main, args.join(' '))
})

test('freshBundle() is none for a command of which a file has another size', async () => {
  using bundle = await checkout()
  bundle.write('flour.ts', 'rye flour')
  assert.equal(bundle.freshBundle(['bake', 'bread', './loaf']), undefined)
  assert.equal(bundle.freshBundle(['boil']), undefined)
})

test('freshBundle() is none where a file has the same size and another time', async () => {
  using bundle = await checkout()
  utimesSync(join(bundle.root, 'oven.ts'), 1, 1)
  assert.equal(bundle.freshBundle(['bake', 'bread']), undefined)
})

test('freshBundle() is none where a file is gone', async () => {
  using bundle = await checkout()
  rmSync(join(bundle.root, 'oven.ts'))
  assert.equal(bundle.freshBundle(['bake', 'bread']), undefined)
})

test('freshBundle() minds only files that the command may load', async () => {
  using bundle = await checkout()
  bundle.write('kettle.ts', 'whistles')
  assert.equal(bundle.freshBundle(['bake', 'bread', '--hot']), bundle.main)
  assert.equal(bundle.freshBundle(['bake']), undefined, 'of a group any file may be loaded')
})

test('freshBundle() is none where there is no bundle', async () => {
  using bundle = await checkout()
  rmSync(join(bundle.root, 'apps/cli/dist'), { recursive: true })
  assert.equal(bundle.freshBundle(['bake', 'bread']), undefined)
})
