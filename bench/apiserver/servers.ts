/** The servers that can be measured: ours, and a kube-apiserver on an etcd that runs. @module */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Address, run, type Subject } from './subject.ts'

const launcher = fileURLToPath(new URL('../../apps/cli/bin/sluice', import.meta.url))

/** `sluice apiserver --data`. */
export function sluice(): Subject {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-apiserver-'))
  const address = newAddress()
  const { port, token } = address
  const data = join(folder, 'data')
  const args = ['apiserver', '--port', String(port), '--token', token, '--data', data]
  return {
    name: 'Sluice',
    start: fresh => {
      if (fresh) rmSync(data, { recursive: true, force: true })
      return run(launcher, args, address)
    },
    storage: async () => 0,
    clear: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A kube-apiserver with its usual flags; what it stores is below a prefix of its own. */
export function kubeApiserver(binary: string, etcd: string): Subject {
  const folder = mkdtempSync(join(tmpdir(), 'kube-bench-apiserver-'))
  const address = newAddress()
  const files = writeFiles(folder, address)
  let prefix = ''
  return {
    name: 'kube-apiserver',
    start: fresh => {
      if (fresh) prefix = `/bench-${randomBytes(6).toString('hex')}`
      const flags = { ...files, 'etcd-servers': etcd, 'etcd-prefix': prefix, ...flagsOf(address) }
      return run(
        binary,
        Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
        address,
      )
    },
    storage: () => memoryOfEtcd(etcd),
    clear: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** MiB, as etcd itself tells. */
async function memoryOfEtcd(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Math.round(Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1] ?? 0) / 1024 ** 2)
}

function flagsOf({ port }: Address): Readonly<Record<string, string>> {
  return {
    'secure-port': String(port),
    'bind-address': '127.0.0.1',
    'advertise-address': '127.0.0.1',
    'authorization-mode': 'RBAC',
    'service-account-issuer': 'https://kubernetes.default.svc',
    'service-cluster-ip-range': '10.0.0.0/24',
    'endpoint-reconciler-type': 'none',
  }
}

function writeFiles(folder: string, { token }: Address): Readonly<Record<string, string>> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const write = (name: string, content: string | Buffer): string => {
    writeFileSync(join(folder, name), content, { mode: 0o600 })
    return join(folder, name)
  }
  return {
    'cert-dir': join(folder, 'certificates'),
    'token-auth-file': write('tokens.csv', `${token},bench,bench,"system:masters"\n`),
    'service-account-signing-key-file': write('key.pem', privateKey.export({ type: 'pkcs8', format: 'pem' })),
    'service-account-key-file': write('public.pem', publicKey.export({ type: 'spki', format: 'pem' })),
  }
}

function newAddress(): Address {
  return { port: 21_000 + Math.floor(Math.random() * 9000), token: randomBytes(8).toString('hex') }
}
