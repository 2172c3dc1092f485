import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConfig } from './config.ts'

test('parseConfig() takes flags over the environment over defaults', () => {
  const env = { STORAGE_PATH: '/env', STORAGE_ADDRESS: ':1', HOSTNAME: 'pod' }
  const config = parseConfig(['--storage-path', '/flag', '--artifact-retention-ttl', '5m'], env)
  assert.equal(config.storagePath, '/flag')
  assert.deepEqual(config.storageListen, { host: undefined, port: 1 })
  assert.equal(config.storageAddress, 'localhost:1')
  assert.deepEqual(config.retention, { ttl: 300_000, records: 2 })
  assert.equal(config.requeueDependency, 30_000)
  assert.equal(parseConfig([], {}).storagePath, '/data')
})

const refused: readonly (readonly string[])[] = [
  ['--no-such-flag'],
  ['--artifact-retention-ttl', 'soon'],
  ['--artifact-retention-records', '0'],
  ['--artifact-digest-algo', 'md5'],
  ['--storage-addr', 'nowhere'],
]
for (const args of refused) {
  test(`parseConfig() refuses ${args.join(' ')}`, () => {
    assert.throws(() => parseConfig(args, {}), { name: 'ConfigError' })
  })
}
