/**
 * The flags of source-controller, beyond those that every controller has.
 * @module
 */
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DigestAlgorithm } from '@sluice/base/digest'
import { advertisedAddress } from '@sluice/io/artifact-store'
import { ConfigError, type Flag, type Gates, readFlags } from '@sluice/kube/runtime'
import {
  type IdentityConfig,
  readIdentityConfig,
  tokenCacheFlags,
  workloadIdentityGate,
} from '@sluice/kube/workload-identity'
import { type HelmConfig, helmFlags, readHelmConfig } from './helm-config.ts'

export const flags: readonly Flag[] = [
  { name: 'concurrent', default: '2', help: 'Objects of each kind to reconcile at a time' },
  { name: 'storage-path', env: 'STORAGE_PATH', default: '/data', help: 'Folder that artifacts are kept in' },
  {
    name: 'storage-addr',
    env: 'STORAGE_ADDRESS',
    default: ':9090',
    help: 'Address the artifact server listens on',
  },
  {
    name: 'storage-adv-addr',
    env: 'STORAGE_ADV_ADDR',
    default: '',
    help: 'Address under which others reach the artifact server; derived from --storage-addr unless given',
  },
  { name: 'artifact-retention-ttl', default: '1m', help: 'How long an artifact stays once it is replaced' },
  { name: 'artifact-retention-records', default: '2', help: 'How many artifacts of an object stay' },
  {
    name: 'artifact-digest-algo',
    default: 'sha256',
    help: 'Digest of artifacts: sha1, sha256, sha384 or sha512',
  },
  { name: 'requeue-dependency', default: '30s', help: 'How long to wait for an include that is missing' },
  { name: 'ssh-kex-algos', default: '', help: 'Key exchange algorithms for SSH, most preferred first' },
  { name: 'ssh-hostkey-algos', default: '', help: 'Host key algorithms for SSH, most preferred first' },
  {
    name: 'git-cache-path',
    default: '',
    help: 'Folder that Git objects are cached in; a temporary one unless given',
  },
  {
    name: 'git-max-files',
    default: '100000',
    help: 'Files and folders of a repository, before ignore rules',
  },
  ...helmFlags,
  { name: 'git-max-size', default: '1073741824', help: 'Bytes of a repository, packed and unpacked' },
  {
    name: 'default-service-account',
    default: '',
    help: 'Account to be to clouds where an object names none',
  },
  ...tokenCacheFlags,
  { name: 'feature-gates', default: '', help: 'Pairs of gate=true or gate=false, separated by commas' },
]

const gates: Gates = {
  known: { [workloadIdentityGate]: false },
  idle: ['CacheSecretsAndConfigMaps'],
}

/** What the flags come to. Times in milliseconds. */
export interface SourceConfig {
  readonly concurrent: number
  readonly storagePath: string
  /** Where the artifact server listens; an undefined host means all addresses. */
  readonly storageListen: { readonly host: string | undefined; readonly port: number }
  readonly storageAddress: string
  readonly retention: { readonly ttl: number; readonly records: number }
  readonly digestAlgorithm: DigestAlgorithm
  readonly requeueDependency: number
  readonly sshAlgorithms: { readonly kex: readonly string[]; readonly hostKey: readonly string[] }
  readonly gitCachePath: string
  readonly gitLimits: { readonly entries: number; readonly bytes: number }
  readonly helm: HelmConfig
  /** Whom to be to clouds. */
  readonly identity: IdentityConfig
}

/** Reads flags and environment. @throws ConfigError for an unknown flag or a value that makes no sense */
export function parseConfig(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): SourceConfig {
  const given = readFlags(flags, args, env)
  const listen = given.text('storage-addr')
  return Object.freeze({
    concurrent: given.count('concurrent'),
    storagePath: given.text('storage-path'),
    storageListen: parseListen(listen),
    storageAddress: advertisedAddress(listen, {
      advertised: given.text('storage-adv-addr'),
      hostname: env['HOSTNAME'] || hostname(),
    }),
    retention: {
      ttl: given.duration('artifact-retention-ttl'),
      records: given.count('artifact-retention-records'),
    },
    digestAlgorithm: parseAlgorithm(given.text('artifact-digest-algo')),
    requeueDependency: given.duration('requeue-dependency'),
    sshAlgorithms: { kex: given.list('ssh-kex-algos'), hostKey: given.list('ssh-hostkey-algos') },
    gitCachePath: given.text('git-cache-path') || join(tmpdir(), 'sluice-git-cache'),
    gitLimits: { entries: given.count('git-max-files'), bytes: given.count('git-max-size') },
    helm: readHelmConfig(given),
    identity: readIdentityConfig(given, given.gates(gates), 'default-service-account'),
  })
}

function parseListen(text: string): SourceConfig['storageListen'] {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(text) ?? []
  if (port === '') throw new ConfigError(`--storage-addr: '${text}' is not an address such as ':9090'`)
  return { host: host.replace(/^\[|\]$/g, '') || undefined, port: Number(port) }
}

function parseAlgorithm(text: string): DigestAlgorithm {
  if (text === 'sha1' || text === 'sha256' || text === 'sha384' || text === 'sha512') return text
  throw new ConfigError(`--artifact-digest-algo: '${text}' is none of sha1, sha256, sha384, sha512`)
}
