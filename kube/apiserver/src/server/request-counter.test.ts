import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRequestInfo } from '../http/request-info.ts'
import { RequestCounter } from './request-counter.ts'

const cases = [
  { method: 'GET', path: '/api/v1/pods', says: 'resource="pods",scope="cluster",subresource="",verb="LIST"' },
  { method: 'POST', path: '/api/v1/namespaces/a/pods', says: 'scope="namespace",subresource="",verb="POST"' },
  {
    method: 'PATCH',
    path: '/api/v1/namespaces/a/pods/b',
    isApply: true,
    says: 'scope="resource",subresource="",verb="APPLY"',
  },
  {
    method: 'PUT',
    path: '/apis/apps/v1/namespaces/a/deployments/b/status',
    says: 'subresource="status",verb="PUT",version="v1"',
  },
]
for (const { method, path, isApply, says } of cases) {
  test(`RequestCounter counts ${isApply ? 'an apply' : method} of ${path}`, () => {
    const counter = new RequestCounter()
    const info = parseRequestInfo(method, path)
    assert.ok(info)
    counter.count(info, 200, isApply ?? false)
    counter.count(info, 200, isApply ?? false)
    const answer = counter.answer()
    assert.ok(answer.type === 'text')
    assert.match(answer.text, new RegExp(`${says}.*} 2\n`))
  })
}
