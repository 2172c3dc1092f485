/** Runs the API server in the foreground: `node apiserver.ts --port P --token T [--data DIR] [--workloads]`. @module */
import { parseArgs } from 'node:util'
import { startApiServer } from '../src/index.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '6443' },
    token: { type: 'string' },
    data: { type: 'string' },
    workloads: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
})
const server = await startApiServer({
  port: Number(values.port),
  token: values.token,
  dataDir: values.data,
  workloads: values.workloads,
  log: values.verbose ? line => console.error(line) : undefined,
})
console.log(`serving at ${server.url}`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.stop().then(() => process.exit(0)))
}
