import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtInTypes } from '../kinds/index.ts'
import { resetFieldsOf } from './reset-fields.ts'

const cases = [
  { kind: 'ConfigMap', of: '', owns: ['f:data'], loses: [] },
  { kind: 'Deployment', of: '', owns: ['f:spec'], loses: ['f:status'] },
  { kind: 'Deployment', of: 'status', owns: ['f:status'], loses: ['f:spec'] },
  { kind: 'CertificateSigningRequest', of: '', owns: ['f:metadata'], loses: ['f:spec', 'f:status'] },
]
for (const { kind, of, owns, loses } of cases) {
  test(`who writes ${of || 'a whole'} ${kind} owns ${owns} and not ${loses.join(' or ') || 'less'}`, () => {
    const type = builtInTypes().find(each => each.kind === kind)
    assert.ok(type)
    const reset = resetFieldsOf(type, of)
    for (const field of owns) assert.equal(reset?.has([field]) ?? false, false)
    for (const field of loses) assert.equal(reset?.has([field]), true)
  })
}
