import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRequestInfo } from '../http/request-info.ts'
import { healthAnswer } from './health.ts'

function textAt(path: string): string | undefined {
  const info = parseRequestInfo('GET', path)
  assert.ok(info)
  const answer = healthAnswer(info)
  return answer?.type === 'text' ? answer.text : undefined
}

test('healthAnswer() lists the checks whatever verbose is set to', () => {
  assert.match(textAt('/readyz?verbose=false') ?? '', /^\[\+\]ping ok\n.*\nreadyz check passed\n$/s)
  assert.equal(textAt('/readyz'), 'ok')
})

test('healthAnswer() tells which checks were left out and which there are not', () => {
  const text = textAt('/livez?verbose&exclude=etcd&exclude=b&exclude=a') ?? ''
  assert.match(text, /\n\[\+\]etcd excluded: ok\n/)
  assert.match(
    text,
    /warn: some health checks cannot be excluded: no matches for "a","b"\nlivez check passed\n$/,
  )
})

test('healthAnswer() answers for one check, by its whole path', () => {
  assert.equal(textAt('/healthz/poststarthook/rbac/bootstrap-roles'), 'ok')
  for (const path of ['/readyz/etcd', '/readyz/', '/healthz/none']) assert.equal(textAt(path), undefined)
})
