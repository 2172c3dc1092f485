import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  dnsLabelErrors,
  dnsSubdomainErrors,
  labelValueErrors,
  nameCheck,
  qualifiedNameErrors,
} from './names.ts'

const long = 'a'.repeat(64)
const cases = [
  { does: 'dnsSubdomainErrors() accepts dots', errors: dnsSubdomainErrors('a.b-c.d'), starts: [] },
  {
    does: 'dnsSubdomainErrors() refuses capitals',
    errors: dnsSubdomainErrors('A'),
    starts: ['a lowercase RFC 1123 subdomain'],
  },
  {
    does: 'nameCheck() lets a name to be completed end in a dash',
    errors: nameCheck(dnsSubdomainErrors)('ab-', true),
    starts: [],
  },
  {
    does: 'dnsLabelErrors() counts characters',
    errors: dnsLabelErrors(long),
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
