import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRequestInfo } from './request-info.ts'

const cases = [
  { method: 'GET', path: '/api/v1/pods', is: ['list', '', 'v1', 'pods', '', '', ''] },
  { method: 'GET', path: '/api/v1/pods?watch=1', is: ['watch', '', 'v1', 'pods', '', '', ''] },
  { method: 'GET', path: '/api/v1/pods?watch=False', is: ['list', '', 'v1', 'pods', '', '', ''] },
  { method: 'POST', path: '/api/v1/watch/pods', is: ['watch', '', 'v1', 'pods', '', '', ''] },
  { method: 'GET', path: '/api/v1/pods?watch=0', is: ['list', '', 'v1', 'pods', '', '', ''] },
  { method: 'GET', path: '/api/v1/namespaces/a/pods/p', is: ['get', '', 'v1', 'pods', 'a', 'p', ''] },
  { method: 'GET', path: '/api/v1/namespaces/a/pods/p?watch=1', is: ['get', '', 'v1', 'pods', 'a', 'p', ''] },
  { method: 'GET', path: '/api/v1/namespaces/a/pods/p/log', is: ['get', '', 'v1', 'pods', 'a', 'p', 'log'] },
  { method: 'GET', path: '/api/v1/namespaces/a', is: ['get', '', 'v1', 'namespaces', 'a', 'a', ''] },
  {
    method: 'PUT',
    path: '/api/v1/namespaces/a/finalize',
    is: ['update', '', 'v1', 'namespaces', 'a', 'a', 'finalize'],
  },
  {
    method: 'DELETE',
    path: '/apis/apps/v1/namespaces/a/deployments',
    is: ['deletecollection', 'apps', 'v1', 'deployments', 'a', '', ''],
  },
  {
    method: 'PATCH',
    path: '/apis/apps/v1/namespaces/a/deployments/d/scale',
    is: ['patch', 'apps', 'v1', 'deployments', 'a', 'd', 'scale'],
  },
  { method: 'GET', path: '/api/v1/watch/namespaces/a/pods/p', is: ['watch', '', 'v1', 'pods', 'a', 'p', ''] },
  { method: 'GET', path: '/api/v1/namespaces/a/pods/x%2Fy', is: ['get', '', 'v1', 'pods', 'a', 'x', 'y'] },
]
for (const { method, path, is } of cases) {
  test(`parseRequestInfo() reads ${method} ${path}`, () => {
    const info = parseRequestInfo(method, path)
    assert.ok(info?.isResource)
    const { verb, group, version, resource, namespace, name, subresource } = info
    assert.deepEqual([verb, group, version, resource, namespace, name, subresource], is)
  })
}

for (const path of ['/', '/api', '/api/v1', '/apis/apps', '/apis/apps/v1', '/version', '/healthz/ping']) {
  test(`parseRequestInfo() takes ${path} for no resource`, () => {
    assert.equal(parseRequestInfo('GET', path)?.isResource, false)
  })
}

test('parseRequestInfo() gives nothing for a path that is not validly escaped', () => {
  assert.equal(parseRequestInfo('GET', '/api/v1/pods/%zz'), undefined)
})
