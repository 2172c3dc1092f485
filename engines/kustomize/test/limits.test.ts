import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryTree } from '@sluice/base/flow'
import { buildKustomization, KustomizeError } from '../src/index.ts'

const thing = 'apiVersion: v1\nkind: Thing\nmetadata: {name: x}\n'
const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
for (let i = 1; i < 12; i++) bomb.push(`a${i}: &a${i} [${Array(10).fill(`*a${i - 1}`)}]`)

const cases = [
  {
    does: 'aliases that multiply',
    files: { 'x.yaml': thing + bomb.join('\n') },
    fails: /excessive aliasing/,
  },
  {
    does: 'lists inside lists',
    files: { 'x.yaml': `${thing}spec: ${'['.repeat(5000)}${']'.repeat(5000)}` },
    fails: /depth|nest/,
  },
  {
    does: 'an index far beyond the end',
    kustomization:
      'patches: [{target: {kind: Thing}, patch: "- {op: add, path: /list/99999999999, value: 1}"}]',
    files: { 'x.yaml': `${thing}list: []` },
    fails: /invalid index/,
  },
  {
    does: 'an index of a replacement far beyond the end',
    kustomization:
      'replacements: [{sourceValue: v, targets: [{select: {kind: Thing}, fieldPaths: [list.99999999999.a], options: {create: true}}]}]',
    files: { 'x.yaml': `${thing}list: []` },
    fails: /index 99999999999 specified/,
  },
  {
    does: 'a pattern that other engines never finish',
    kustomization: `patches: [{target: {name: "(a+)+${'$'}"}, patch: "- {op: add, path: /hit, value: 1}"}]`,
    files: { 'x.yaml': thing.replace('name: x', `name: ${'a'.repeat(40)}!`) },
  },
  {
    does: 'a pattern of many repetitions',
    kustomization:
      'patches: [{target: {name: "((a{1000}){1000}){1000}"}, patch: "- {op: add, path: /hit, value: 1}"}]',
    files: { 'x.yaml': thing },
    fails: /error parsing regexp/,
  },
] as const

for (const one of cases) {
  test(`buildKustomization() is not held up by ${one.does}`, () => {
    const kustomization = `resources: [x.yaml]\n${'kustomization' in one ? one.kustomization : ''}`
    const build = () =>
      buildKustomization(memoryTree({ 'kustomization.yaml': kustomization, ...one.files }), '')
    const started = performance.now()
    if ('fails' in one) {
      assert.throws(build, error => error instanceof KustomizeError && one.fails.test(error.message))
    } else {
      build()
    }
    assert.ok(performance.now() - started < 5000)
  })
}
