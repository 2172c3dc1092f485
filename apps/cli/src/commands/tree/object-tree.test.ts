import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatTree, type ObjectTree, parseObjectId } from './object-tree.ts'

const ids = [
  {
    id: 'apps_web_apps_Deployment',
    is: { namespace: 'apps', name: 'web', group: 'apps', kind: 'Deployment' },
  },
  { id: '_apps__Namespace', is: { namespace: '', name: 'apps', group: '', kind: 'Namespace' } },
  {
    id: '_system__admin_rbac.authorization.k8s.io_ClusterRole',
    is: { namespace: '', name: 'system:admin', group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' },
  },
]
for (const { id, is } of ids) {
  test(`parseObjectId() reads ${id}`, () => assert.deepEqual(parseObjectId(id), is))
}

test('parseObjectId() refuses what is no id', () => {
  assert.throws(() => parseObjectId('web'), /invalid inventory id 'web'/)
})

test('formatTree() draws branches', () => {
  const node = (name: string, ...children: readonly ObjectTree[]): ObjectTree => ({
    ...leafOf(name),
    children,
  })
  const tree = node('top', node('mid', leafOf('low')), leafOf('end'))
  assert.deepEqual(formatTree(tree).split('\n'), [
    'Kind/apps/top',
    '├── Kind/apps/mid',
    '│   └── Kind/apps/low',
    '└── Kind/apps/end',
    '',
  ])
})

function leafOf(name: string): ObjectTree {
  return { object: { namespace: 'apps', name, group: '', kind: 'Kind' }, children: [] }
}
