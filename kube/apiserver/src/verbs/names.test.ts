import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labelErrors, labelValueErrors, qualifiedNameErrors, subdomainErrors } from './names.ts'

const long = 'a'.repeat(64)
const cases = [
  { does: 'subdomainErrors() accepts dots', errors: subdomainErrors('a.b-c.d'), starts: [] },
  {
    does: 'subdomainErrors() refuses capitals',
    errors: subdomainErrors('A'),
    starts: ['a lowercase RFC 1123 subdomain'],
  },
  {
    does: 'subdomainErrors() lets a name to be completed end in a dash',
    errors: subdomainErrors('ab-', true),
    starts: [],
  },
  {
    does: 'labelErrors() counts characters',
    errors: labelErrors(long),
    starts: ['must be no more than 63 characters'],
  },
  {
    does: 'labelValueErrors() counts bytes',
    errors: labelValueErrors(long),
    starts: ['must be no more than 63 bytes'],
  },
  { does: 'labelValueErrors() accepts an empty value', errors: labelValueErrors(''), starts: [] },
  {
    does: 'qualifiedNameErrors() wants a prefix before a slash',
    errors: qualifiedNameErrors('/a'),
    starts: ['prefix part must be non-empty'],
  },
  {
    does: 'qualifiedNameErrors() counts the name part',
    errors: qualifiedNameErrors(`x/${long}`),
    starts: ['name part must be no more than 63 bytes'],
  },
  {
    does: 'qualifiedNameErrors() refuses two slashes',
    errors: qualifiedNameErrors('a/b/c'),
    starts: ['a valid label key'],
  },
]
for (const { does, errors, starts } of cases) {
  test(does, () => {
    assert.equal(errors.length, starts.length, errors.join('\n'))
    for (const [i, start] of starts.entries()) assert.ok(errors[i]?.startsWith(start), errors[i])
  })
}
