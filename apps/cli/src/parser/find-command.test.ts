import assert from 'node:assert/strict'
import { test } from 'node:test'
import { command, group, leaf } from './command.ts'
import { findCommand } from './find-command.ts'
import { text, toggle } from './flags.ts'
import { UsageError } from './parse-flags.ts'

const nothing = async () => command({ summary: '', flags: {}, run: async () => {} })
const root = group('tool', '', [
  group('get', '', [leaf('things', nothing, { aliases: ['t'] })], {
    flags: { label: text('', '', { short: 'l' }) },
  }),
  leaf('version', nothing),
])
const globals = { namespace: text('', '', { short: 'n' }), verbose: toggle('') }

const findings = [
  { argv: ['get', 'things', 'a'], path: 'tool get things', rest: ['a'] },
  { argv: ['get', 't', 'things'], path: 'tool get things', rest: ['things'] },
  { argv: ['-n', 'get', 'version'], path: 'tool version', rest: ['-n', 'get'] },
  {
    argv: ['--verbose', 'get', '-l', 'things', 't'],
    path: 'tool get things',
    rest: ['--verbose', '-l', 'things'],
  },
  { argv: ['get', '--', 'things'], path: 'tool get', rest: ['--', 'things'] },
  { argv: ['get', 'nothing'], path: 'tool get', rest: ['nothing'] },
  { argv: ['--unknown', 'value', 'version'], path: 'tool version', rest: ['--unknown', 'value'] },
  { argv: [], path: 'tool', rest: [] },
]
for (const { argv, path, rest } of findings) {
  test(`findCommand() finds ${path} in '${argv.join(' ')}'`, () => {
    const found = findCommand(root, globals, argv)
    assert.equal(found.path.map(node => node.name).join(' '), path)
    assert.deepEqual(found.argv, rest)
  })
}

test('findCommand() refuses a command the root does not have, and suggests others', () => {
  const says = 'unknown command "verion" for "tool"\n\nDid you mean this?\n\tversion\n'
  assert.throws(() => findCommand(root, globals, ['verion']), new UsageError(says))
})
