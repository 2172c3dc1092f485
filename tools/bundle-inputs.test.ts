import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closureOf, commandNames } from './bundle-inputs.ts'

const tree = 'apps/cli/src/command-tree.ts'
const commands = 'apps/cli/src/commands'

const metafile = {
  outputs: {},
  inputs: {
    'main.ts': file(['static', tree]),
    [tree]: file(
      ['static', 'kinds.ts'],
      ['dynamic-import', `${commands}/oven/light.ts`],
      ['dynamic-import', `${commands}/kettle-boil.ts`],
      ['dynamic-import', `${commands}/toast/toast.ts`],
      ['dynamic-import', `${commands}/help.ts`],
    ),
    [`${commands}/oven/light.ts`]: file(['dynamic-import', 'gas.ts']),
    'gas.ts': file(['static', 'pipe.ts'], ['static', 'main.ts']),
  },
} satisfies Parameters<typeof closureOf>[0]

function file(...imports: readonly (readonly ['static' | 'dynamic-import', string])[]) {
  return {
    bytes: 0,
    imports: imports.map(([kind, path]) => ({
      path,
      kind: kind === 'static' ? ('import-statement' as const) : kind,
    })),
  }
}

test('closureOf() follows imports of both kinds, around circles', () => {
  assert.deepEqual(
    [...closureOf(metafile, 'gas.ts', () => false)].sort(),
    [
      ...['gas.ts', 'pipe.ts', 'main.ts', tree, 'kinds.ts'],
      ...['help', 'kettle-boil', 'oven/light', 'toast/toast'].map(name => `${commands}/${name}.ts`),
    ].sort(),
  )
})

test('closureOf() leaves out what a named file loads later', () => {
  assert.deepEqual(
    [...closureOf(metafile, 'main.ts', path => path === tree)].sort(),
    ['main.ts', tree, 'kinds.ts'].sort(),
  )
})

test('commandNames() reads words from file names', () => {
  assert.deepEqual([...commandNames(metafile).keys()], ['oven light', 'kettle boil', 'toast'])
})
