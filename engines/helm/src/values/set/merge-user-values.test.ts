import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Int } from '@sluice/gotemplate'
import { mergeUserValues, type UserValues } from './merge-user-values.ts'

const files: Readonly<Record<string, string>> = {
  'base.yaml': 'a: {x: 1, w: [1, {z: 2}]}\nnone: null\ns: text\n',
  'over.yaml': 'a: {x: 2}\n',
  'bad.yaml': 'a: [\n',
  'note.txt': 'two\nlines\n',
}

async function merge(flags: UserValues): Promise<unknown> {
  const values = await mergeUserValues(flags, async name => {
    const text = files[name]
    if (text === undefined) throw new Error(`open ${name}: no such file or directory`)
    return new TextEncoder().encode(text)
  })
  return JSON.parse(
    JSON.stringify(values, (_, value) => (value instanceof Int ? `${value.kind} ${value}` : value)),
  )
}

const cases: readonly { does: string; flags: UserValues; gives: unknown }[] = [
  {
    does: 'reads numbers, booleans and null',
    flags: { set: ['a=1,b=-2,c=true,d=FALSE,e=null,f=x'] },
    gives: { a: 'int64 1', b: 'int64 -2', c: true, d: false, e: null, f: 'x' },
  },
  {
    does: 'leaves decimals and leading zeros text',
    flags: { set: ['a=1.5,b=007,c=0,d=9223372036854775808'] },
    gives: { a: '1.5', b: '007', c: 'int64 0', d: '9223372036854775808' },
  },
  {
    does: 'goes down at dots',
    flags: { set: ['a.b.c=1', 'a.b.d='] },
    gives: { a: { b: { c: 'int64 1', d: '' } } },
  },
  {
    does: 'takes characters after backslashes for themselves',
    flags: { set: ['a\\.b=1\\,2,c=\\\\'] },
    gives: { 'a.b': '1,2', c: '\\' },
  },
  {
    does: 'reads lists',
    flags: { set: ['a={1,x,null},b={}'] },
    gives: { a: ['int64 1', 'x', null], b: [''] },
  },
  {
    does: 'sets items, filling up with nulls',
    flags: { set: ['a[2]=x,b[0].c=1,d[1][0]=y'] },
    gives: { a: [null, null, 'x'], b: [{ c: 'int64 1' }], d: [null, ['y']] },
  },
  {
    does: 'changes what files say',
    flags: { valueFiles: ['base.yaml', 'over.yaml'], setString: ['a.w[1].z=9'] },
    gives: { a: { x: 2, w: [1, { z: '9' }] }, none: null, s: 'text' },
  },
  { does: 'drops a name that ends within an index', flags: { set: ['a[0'] }, gives: {} },
  { does: 'keeps an index without a value as a list', flags: { set: ['a[0]'] }, gives: { a: [] } },
  {
    does: 'reads everything as text',
    flags: { setString: ['a=1,b=true,c={1,null}'] },
    gives: { a: '1', b: 'true', c: ['1', 'null'] },
  },
  {
    does: 'reads JSON by key',
    flags: { setJson: ['a={"b":[1,2.5]} ,c="x",d=,e[1]=null'] },
    gives: { a: { b: [1, 2.5] }, c: 'x', d: null, e: [null, null] },
  },
  {
    does: 'merges JSON objects',
    flags: { valueFiles: ['base.yaml'], setJson: [' {"a":{"x":{"y":1}},"none":0}'] },
    gives: { a: { x: { y: 1 }, w: [1, { z: 2 }] }, none: 0, s: 'text' },
  },
  {
    does: 'reads files',
    flags: { setFile: ['a=note.txt,b[0]=note.txt'] },
    gives: { a: 'two\nlines\n', b: ['two\nlines\n'] },
  },
  {
    does: 'takes the rest as it is',
    flags: { setLiteral: ['a.b=1,c={\\d}', 'e[0]=null'] },
    gives: { a: { b: '1,c={\\d}' }, e: ['null'] },
  },
  {
    does: 'applies the flags in an order of its own',
    flags: {
      setLiteral: ['a=5'],
      setString: ['a=3', 'b=3'],
      set: ['a=2', 'b=2', 'c=2'],
      setJson: ['{"a":1,"b":1,"c":1,"d":1}'],
    },
    gives: { a: '5', b: '3', c: 'int64 2', d: 1 },
  },
  {
    does: 'takes __proto__ for a name like any other',
    flags: { set: ['x.constructor=1'] },
    gives: { x: { constructor: 'int64 1' } },
  },
]
for (const { does, flags, gives } of cases) {
  test(`mergeUserValues() ${does}`, async () => assert.deepEqual(await merge(flags), gives))
}

const failures: readonly [UserValues, string][] = [
  [{ set: ['a'] }, 'failed parsing --set data: key "a" has no value'],
  [{ set: ['a,b=1'] }, 'failed parsing --set data: key "a" has no value (cannot end with ,)'],
  [{ set: ['a.b'] }, 'failed parsing --set data: key "b" has no value'],
  [{ set: ['a.=1'] }, 'failed parsing --set data: key map "a" has no value'],
  [{ set: ['a={1'] }, "failed parsing --set data: list must terminate with '}'"],
  [{ set: ['a[-1]=1'] }, 'failed parsing --set data: negative -1 index not allowed'],
  [
    { set: ['a[70000]=1'] },
    'failed parsing --set data: index of 70000 is greater than maximum supported index of 65536',
  ],
  [
    { set: ['a[x]=1'] },
    'failed parsing --set data: error parsing index: strconv.Atoi: parsing "x": invalid syntax',
  ],
  [{ set: ["a[0]b'=1"] }, `failed parsing --set data: unexpected data at end of array index: ['b' '\\'']`],
  [
    { set: [`${'a.'.repeat(31)}a=1`] },
    'failed parsing --set data: value name nested level is greater than maximum supported nested level of 30',
  ],
  [
    { valueFiles: ['base.yaml'], set: ['s.x=1'] },
    'failed parsing --set data: unable to parse key: interface conversion: interface {} is string, not map[string]interface {}',
  ],
  [
    { valueFiles: ['base.yaml'], set: ['a[0]=1'] },
    'failed parsing --set data: unable to parse key: interface conversion: interface {} is map[string]interface {}, not []interface {}',
  ],
  [
    { valueFiles: ['base.yaml'], set: ['none.x=1'] },
    'failed parsing --set data: unable to parse key: interface conversion: interface {} is nil, not map[string]interface {}',
  ],
  [{ setJson: ['a={"b"'] }, 'failed parsing --set-json data a={"b"'],
  [{ setJson: ['{"b"'] }, 'failed parsing --set-json data JSON: {"b"'],
  [{ setFile: ['a=none.txt'] }, 'failed parsing --set-file data: open none.txt: no such file or directory'],
  [{ valueFiles: ['none.yaml'] }, 'open none.yaml: no such file or directory'],
]
for (const [flags, message] of failures) {
  test(`mergeUserValues() refuses ${JSON.stringify(flags).slice(0, 60)}`, async () => {
    await assert.rejects(merge(flags), { message })
  })
}

test('mergeUserValues() names the file that cannot be parsed', async () => {
  await assert.rejects(merge({ valueFiles: ['bad.yaml'] }), {
    message:
      /^failed to parse bad\.yaml: cannot unmarshal yaml document: error converting YAML to JSON: yaml: /,
  })
})
