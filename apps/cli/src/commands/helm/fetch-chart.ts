/** Charts that are not on this disk: from repositories (`https://`) and registries (`oci://`). @module */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { findEntry, parseRepositoryIndex, type RepositoryIndex } from '@sluice/helm/repository'
import { openChartRepository } from '@sluice/io/helm-repository'
import type { TlsOptions } from '@sluice/io/http'
import type { Surroundings } from '../../context.ts'
import type { ChartContext } from './locate-chart.ts'

/** A chart's archive, and the name of its file. */
export interface FetchedChart {
  readonly name: string
  readonly bytes: Uint8Array
  /** Of the manifest in a registry. */
  readonly digest?: string
}

/** How to reach a repository; paths are of PEM files. */
export interface Access {
  readonly username: string
  readonly password: string
  readonly passCredentials: boolean
  readonly plainHttp: boolean
  readonly caFile: string
  readonly certFile: string
  readonly keyFile: string
  readonly skipVerify: boolean
  readonly cwd: string
  readonly signal: AbortSignal
  /** Says where logins for registries are, which count where no name is given. */
  readonly env: Surroundings['env']
  /** Logins in the form of Docker's configuration, before those. */
  readonly dockerConfig?: string
  /** PEM texts, before those of files. */
  readonly tls?: TlsOptions
}

/** The access that a command's flags give. */
export function accessOf({ flags, cwd, signal, env }: ChartContext): Access {
  return {
    env,
    username: flags.username,
    password: flags.password,
    passCredentials: flags['pass-credentials'],
    plainHttp: flags['plain-http'],
    caFile: flags['ca-file'],
    certFile: flags['cert-file'],
    keyFile: flags['key-file'],
    skipVerify: flags['insecure-skip-tls-verify'],
    cwd,
    signal,
  }
}

/** The index of a repository. */
export async function fetchIndex(url: string, access: Access): Promise<RepositoryIndex> {
  const repository = openChartRepository({ url, ...httpOptions(access) })
  try {
    return parseRepositoryIndex(new TextDecoder().decode(await repository.index(access.signal)))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(
      `looks like ${JSON.stringify(url)} is not a valid chart repository or cannot be reached: ${reason}`,
      { cause: error },
    )
  } finally {
    await repository.close()
  }
}

/** A chart of a repository. */
export async function fetchFromRepository(
  url: string,
  chart: { readonly name: string; readonly version: string },
  access: Access,
): Promise<FetchedChart> {
  const index = await fetchIndex(url, access)
  const entry = findInRepository(index, { ...chart, url })
  const [reference] = entry.urls
  if (reference === undefined) {
    throw new Error(
      `chart ${JSON.stringify(chart.name)} version ${JSON.stringify(entry.version)} has no downloadable URLs`,
    )
  }
  return fetchArchive(reference, { ...access, base: url })
}

/** An archive at a URL, which may be relative to a repository's. */
export async function fetchArchive(
  reference: string,
  access: Access & { readonly base?: string },
): Promise<FetchedChart> {
  const repository = openChartRepository({ url: access.base ?? reference, ...httpOptions(access) })
  try {
    const bytes = await repository.chart(reference, access.signal)
    return { name: reference.replace(/[?#].*$/, '').replace(/^.*\//, ''), bytes }
  } finally {
    await repository.close()
  }
}

function findInRepository(
  index: RepositoryIndex,
  { name, version, url }: { readonly name: string; readonly version: string; readonly url: string },
) {
  try {
    return findEntry(index, name, version)
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ChartError') throw error
    const what =
      version === ''
        ? `chart ${JSON.stringify(name)}`
        : `chart ${JSON.stringify(name)} version ${JSON.stringify(version)}`
    throw new Error(`${what} not found in ${url} repository`, { cause: error })
  }
}

/** Credentials and trust as `io` wants them. */
export function httpOptions(access: Access) {
  const pem = (path: string) => (path === '' ? undefined : readFileSync(resolve(access.cwd, path), 'utf8'))
  const [ca, cert, key] = [pem(access.caFile), pem(access.certFile), pem(access.keyFile)]
  return {
    ...(access.username ? { username: access.username, password: access.password } : {}),
    passCredentials: access.passCredentials,
    tls: {
      ...(ca ? { ca } : {}),
      ...(cert ? { cert } : {}),
      ...(key ? { key } : {}),
      ...access.tls,
      skipVerify: access.skipVerify,
    },
  }
}
