import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, resolve } from 'node:path'
import { type Verification, verifyProvenance } from '@sluice/helm/provenance'
import type { Context } from '../../context.ts'
import { isFolder } from './load-chart-at.ts'

/** Verifies an archive on disk against the `.prov` file beside it. */
export async function verifyArchive(
  path: string,
  keyring: string,
  context: Pick<Context, 'cwd' | 'env' | 'now'>,
): Promise<Verification> {
  const file = resolve(context.cwd, path)
  if (isFolder(file)) throw new Error('unpacked charts cannot be verified')
  if (!/\.(?:tgz|tar\.gz)$/i.test(path)) throw new Error('chart must be a tgz file')
  const provenance = `${path}.prov`
  if (!existsSync(resolve(context.cwd, provenance))) {
    throw new Error(
      `could not load provenance file ${provenance}: stat ${provenance}: no such file or directory`,
    )
  }
  return verifyProvenance({
    archive: { name: basename(path), bytes: readFileSync(file) },
    provenance: readFileSync(resolve(context.cwd, provenance), 'utf8'),
    keyring: readKeyringFile(keyring, context),
    now: new Date(context.now()),
  })
}

/** The bytes of a keyring; `~` is the home folder. */
export function readKeyringFile(keyring: string, { cwd, env }: Pick<Context, 'cwd' | 'env'>): Uint8Array {
  const path = resolve(cwd, keyring.replace(/^~(?=\/)/, env['HOME'] ?? homedir()))
  if (!existsSync(path)) throw new Error(`failed to load keyring: open ${keyring}: no such file or directory`)
  return readFileSync(path)
}
