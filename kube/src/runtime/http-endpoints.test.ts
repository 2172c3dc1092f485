import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startEndpoints } from './http-endpoints.ts'
import { createMetrics } from './metrics.ts'

test('startEndpoints() serves metrics and health on ports of their own', async t => {
  let isReady = false
  const metrics = await createMetrics()
  const endpoints = await startEndpoints({
    metricsAddress: '127.0.0.1:0',
    healthAddress: '127.0.0.1:0',
    metrics,
    isReady: () => isReady,
  })
  t.after(() => endpoints.stop())
  const status = async (port: number | undefined, path: string) =>
    (await fetch(`http://127.0.0.1:${port}${path}`)).status
  assert.equal(await status(endpoints.metricsPort, '/metrics'), 200)
  assert.equal(await status(endpoints.metricsPort, '/healthz'), 404)
  assert.equal(await status(endpoints.healthPort, '/healthz'), 200)
  assert.equal(await status(endpoints.healthPort, '/readyz'), 500)
  isReady = true
  assert.equal(await status(endpoints.healthPort, '/readyz'), 200)
})
