import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '../status/index.ts'
import { readListOptions } from './list-options.ts'

const refused = [
  { query: 'limit=x', isWatch: false, says: 'strconv.ParseInt: parsing "x": invalid syntax' },
  {
    query: 'resourceVersionMatch=Exact',
    isWatch: false,
    says: 'resourceVersionMatch is forbidden unless resourceVersion is provided',
  },
  {
    query: 'resourceVersion=0&resourceVersionMatch=Exact',
    isWatch: false,
    says: 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
  },
  {
    query: 'resourceVersion=1&resourceVersionMatch=Nearly',
    isWatch: false,
    says: 'Unsupported value: "Nearly": supported values: "Exact", "NotOlderThan"',
  },
  { query: 'sendInitialEvents=true', isWatch: false, says: 'sendInitialEvents is forbidden for list' },
  {
    query: 'sendInitialEvents=true',
    isWatch: true,
    says: 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
  },
  {
    query: 'resourceVersionMatch=NotOlderThan',
    isWatch: true,
    says: 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
  },
]
for (const { query, isWatch, says } of refused) {
  test(`readListOptions() refuses ${isWatch ? 'a watch' : 'a list'} with ${query}`, () => {
    const isExpected = (error: unknown) => error instanceof ApiError && error.message.includes(says)
    assert.throws(() => readListOptions(new URLSearchParams(query), isWatch), isExpected)
  })
}

test('readListOptions() takes a negative limit for none', () => {
  assert.equal(readListOptions(new URLSearchParams('limit=-1'), false).limit, 0)
})

test('readListOptions() has a watch from no version in particular begin with what is there', () => {
  const of = (query: string) => readListOptions(new URLSearchParams(query), true).sendInitialEvents
  assert.deepEqual([of(''), of('resourceVersion=0'), of('resourceVersion=7')], [true, true, undefined])
})
