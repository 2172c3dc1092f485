import { readFileSync, writeFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { signProvenance } from '@sluice/helm/provenance'
import type { Chart } from '@sluice/helm/render'
import type { Surroundings } from '../../context.ts'
import { readKeyringFile } from './verify-archive.ts'

/** An archive that was just written. */
export interface WrittenArchive {
  readonly path: string
  readonly archive: Uint8Array
  readonly chart: Chart
}

/** What signing takes from a command. */
export type SigningContext = Surroundings & {
  readonly flags: { readonly key: string; readonly keyring: string; readonly 'passphrase-file': string }
}

/** Writes the `.prov` file of an archive. */
export async function signArchive(
  { path, archive, chart }: WrittenArchive,
  context: SigningContext,
): Promise<void> {
  const { flags, now } = context
  const signed = await signProvenance({
    archive: { name: basename(path), bytes: archive },
    metadata: chart.metadata,
    keyring: readKeyringFile(flags.keyring, context),
    key: flags.key,
    passphrase: () => readPassphrase(context),
    now: new Date(now()),
  })
  writeFileSync(`${path}.prov`, signed)
}

async function readPassphrase({ flags, cwd, readInput, readLine, out }: SigningContext): Promise<string> {
  const file = flags['passphrase-file']
  if (file === '') {
    out(`Password for key ${JSON.stringify(flags.key)} >  `)
    return readLine()
  }
  const text = file === '-' ? await readInput() : readFileSync(resolve(cwd, file))
  return text.toString().split(/\r?\n/, 1)[0] ?? ''
}
