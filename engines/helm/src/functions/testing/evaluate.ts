import { randomBytes } from 'node:crypto'
import { type FunctionMap, TemplateSet } from '@sluice/gotemplate'
import type { FunctionEnvironment } from '../environment.ts'
import { functionFamilies, functionFamily } from '../families.ts'

/** What functions see in tests: UTC, the real clock, real randomness, no cryptography. */
export const testEnvironment: FunctionEnvironment = {
  now: () => new Date(),
  randomBytes: count => new Uint8Array(randomBytes(count)),
  timeZone: 'UTC',
  loadCryptography: () => Promise.reject(new Error('these tests make no keys')),
}

/** Renders one template with the functions that it names. @throws ParseError or ExecError */
export async function evaluate(template: string): Promise<string> {
  const functions = await functionsIn(template)
  const set = new TemplateSet('t', {
    functions: { has: name => functionFamily(name) !== undefined, find: name => functions[name] },
  })
  set.add(set.parse({ name: 't', text: template }))
  return set.execute('t', {})
}

async function functionsIn(template: string): Promise<FunctionMap> {
  const names = new Set(template.match(/\w+/g))
  const families = functionFamilies.filter(family => family.names.some(name => names.has(name)))
  const loaded = await Promise.all(families.map(family => family.load(testEnvironment)))
  return Object.assign(Object.create(null), ...loaded)
}
