import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refold } from './refold.ts'

const cases = [
  { does: 'keeps a text without indented lines', text: 'one two\nthree\n', gives: 'one two\nthree\n' },
  { does: 'puts an empty line before indented ones', text: 'a\n  b\nc\n', gives: 'a\n\n  b\nc\n' },
  { does: 'keeps those of a text that starts with one', text: '\na\nb\n', gives: '\na\nb\n' },
  { does: 'loses the breaks of a text that starts with a space', text: ' a\nb\nc\n', gives: ' a\nb c\n' },
  { does: 'adds to the breaks at the end', text: 'a\n\n', gives: 'a\n\n\n' },
  { does: 'keeps a text without a break at the end', text: 'a\nb', gives: 'a\nb' },
  { does: 'keeps what is written in quotes', text: 'a \n  b\n', gives: 'a \n  b\n' },
  { does: 'keeps the empty text', text: '', gives: '' },
]
for (const { does, text, gives } of cases) test(`refold() ${does}`, () => assert.equal(refold(text), gives))
