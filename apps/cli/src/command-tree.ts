/**
 * The tree of commands. A command's file is loaded when it is called; verbs that treat every kind alike take their
 * children from the table of kinds.
 * @module
 */
import {
  createFlags,
  createSourceFlags,
  deleteFlags,
  exportFlags,
  exportSourceFlags,
  getFlags,
  resumeFlags,
  suspendFlags,
} from './commands/group-flags.ts'
import type { KindRow, Verb } from './kinds/kind-row.ts'
import { imageKinds, kindTable, otherKinds, sourceKinds } from './kinds/table.ts'
import { type AnyCommand, type Group, group, leaf, type TreeNode } from './parser/command.ts'
import type { FlagTable } from './parser/flags.ts'

/** The tree under the name the program is called by. */
export function commandTree(program: string): Group {
  return group(program, 'GitOps for Kubernetes: what is in Git is what runs', [
    ...verbs(),
    create(),
    group('tree', 'Show what objects consist of', [
      group('artifact', 'Show what artifact generators make', [
        leaf('generator', async () => (await import('./commands/tree/tree-generator.ts')).treeGenerator),
      ]),
      leaf(
        'kustomization',
        async () => (await import('./commands/tree/tree-kustomization.ts')).treeKustomization,
        { aliases: ['ks'] },
      ),
    ]),
    leaf('trace', async () => (await import('./commands/trace/trace.ts')).trace),
    leaf('events', async () => (await import('./commands/events/events.ts')).events),
    leaf('logs', async () => (await import('./commands/logs/logs.ts')).logs),
    leaf('stats', async () => (await import('./commands/stats.ts')).stats),
    leaf('check', async () => (await import('./commands/check.ts')).check),
    leaf('version', async () => (await import('./commands/version.ts')).version),
    leaf('envsubst', async () => (await import('./commands/envsubst.ts')).envsubst),
    group('build', 'Build what Flux would apply', [
      leaf('artifact', async () => (await import('./commands/artifact/build.ts')).buildArtifact),
      leaf(
        'kustomization',
        async () => (await import('./commands/build/kustomization.ts')).buildKustomization,
        {
          aliases: ['ks'],
        },
      ),
      leaf('helmrelease', async () => (await import('./commands/build/helm-release.ts')).buildHelmRelease, {
        aliases: ['hr'],
      }),
    ]),
    group('diff', 'Show what would change', [
      leaf('artifact', async () => (await import('./commands/artifact/diff.ts')).diffArtifact),
      leaf(
        'kustomization',
        async () => (await import('./commands/diff/kustomization.ts')).diffKustomization,
        {
          aliases: ['ks'],
        },
      ),
      leaf('helmrelease', async () => (await import('./commands/diff/helm-release.ts')).diffHelmRelease, {
        aliases: ['hr'],
      }),
    ]),
    leaf('preview', async () => (await import('./commands/preview/preview.ts')).preview),
    ...artifacts(),
    ...debug(),
    ...later(),
    completion(),
    leaf('help', async () => (await import('./commands/help.ts')).help),
    leaf('docgen', async () => (await import('./commands/docgen.ts')).docgen, { hidden: true }),
    ...ours(),
  ])
}

/** Artifacts in registries. */
function artifacts(): readonly TreeNode[] {
  return [
    group('list', 'List artifacts of registries', [
      leaf('artifacts', async () => (await import('./commands/artifact/list.ts')).listArtifacts),
    ]),
    group('pull', 'Pull artifacts from registries', [
      leaf('artifact', async () => (await import('./commands/artifact/pull.ts')).pullArtifact),
    ]),
    group('push', 'Push artifacts to registries', [
      leaf('artifact', async () => (await import('./commands/artifact/push.ts')).pushArtifact),
    ]),
    group('tag', 'Tag artifacts of registries', [
      leaf('artifact', async () => (await import('./commands/artifact/tag.ts')).tagArtifact),
    ]),
  ]
}

/** `debug`: what a controller would use, with its secrets. */
function debug(): readonly TreeNode[] {
  return [
    group('debug', 'Show what controllers work with; may print secrets', [
      leaf(
        'helmrelease',
        async () => (await import('./commands/debug/debug-helm-release.ts')).debugHelmRelease,
        {
          aliases: ['hr'],
        },
      ),
      leaf(
        'kustomization',
        async () => (await import('./commands/debug/debug-kustomization.ts')).debugKustomization,
        {
          aliases: ['ks'],
        },
      ),
    ]),
  ]
}

/** Commands that Flux has and Sluice will have. */
function later(): readonly TreeNode[] {
  const missing = (name: string, path: string) =>
    leaf(name, async () => (await import('./commands/unavailable.ts')).unavailable(path), { hidden: true })
  const groups: readonly (readonly [name: string, summary: string, children: readonly string[]])[] = [
    [
      'bootstrap',
      'Install into a cluster from Git',
      ['git', 'github', 'gitlab', 'gitea', 'bitbucket-server'],
    ],
    ['plugin', 'Manage plugins', ['install', 'list', 'search', 'uninstall', 'update']],
    ['trigger', 'Call webhooks', ['receiver']],
  ]
  return [
    ...groups.map(([name, summary, children]) => ({
      ...group(
        name,
        `${summary} (not available yet)`,
        children.map(child => missing(child, `${name} ${child}`)),
      ),
      hidden: true,
    })),
    ...['install', 'migrate', 'uninstall'].map(name => missing(name, name)),
  ]
}

/** Commands that are Sluice's alone. */
function ours(): readonly TreeNode[] {
  return [
    group('kustomize', 'Build overlays', [
      leaf('build', async () => (await import('./commands/kustomize-build.ts')).kustomizeBuild),
    ]),
    helm(),
    leaf('crds', async () => (await import('./commands/crds.ts')).crds),
    leaf('apiserver', async () => (await import('./commands/apiserver.ts')).apiserver),
    leaf('controllers', async () => (await import('./commands/controllers.ts')).controllers),
    group('sandbox', 'A whole GitOps loop on this machine', [
      leaf('up', async () => (await import('./commands/sandbox/up.ts')).up),
      leaf('status', async () => (await import('./commands/sandbox/status.ts')).status),
      leaf('down', async () => (await import('./commands/sandbox/down.ts')).down),
      leaf('reset', async () => (await import('./commands/sandbox/reset.ts')).reset),
    ]),
  ]
}

/** What the helm command does without touching a cluster. */
function helm(): Group {
  const parts = ['all', 'chart', 'crds', 'readme', 'values'] as const
  return group('helm', 'Work with Helm charts', [
    group(
      'dependency',
      'Fetch what charts are made of',
      [
        leaf('build', async () => (await import('./commands/helm/dependency.ts')).helmDependencyBuild),
        leaf('list', async () => (await import('./commands/helm/list-dependencies.ts')).helmDependencyList, {
          aliases: ['ls'],
        }),
        leaf('update', async () => (await import('./commands/helm/dependency.ts')).helmDependencyUpdate, {
          aliases: ['up'],
        }),
      ],
      { aliases: ['dep', 'dependencies'] },
    ),
    leaf('lint', async () => (await import('./commands/helm/lint.ts')).helmLint),
    leaf('package', async () => (await import('./commands/helm/package.ts')).helmPackage),
    group(
      'show',
      'Show what is in a chart',
      parts.map(part => leaf(part, async () => (await import('./commands/helm/show.ts')).helmShow(part))),
      { aliases: ['inspect'] },
    ),
    leaf('template', async () => (await import('./commands/helm/template.ts')).helmTemplate),
    leaf('verify', async () => (await import('./commands/helm/verify.ts')).helmVerify),
  ])
}

function completion(): Group {
  const shells = ['bash', 'fish', 'powershell', 'zsh'] as const
  return group(
    'completion',
    'Print a completion script for a shell',
    shells.map(shell =>
      leaf(shell, async () => (await import('./commands/completion.ts')).completionFor(shell)),
    ),
  )
}

function create(): Group {
  return group(
    'create',
    'Create or update objects',
    [
      leaf(
        'kustomization',
        async () => (await import('./commands/create/kustomization.ts')).createKustomization,
        {
          aliases: ['ks'],
        },
      ),
      leaf('helmrelease', async () => (await import('./commands/create/helm-release.ts')).createHelmRelease, {
        aliases: ['hr'],
      }),
      leaf('alert', async () => (await import('./commands/create/alert.ts')).createAlert),
      leaf(
        'alert-provider',
        async () => (await import('./commands/create/alert-provider.ts')).createAlertProvider,
      ),
      leaf('receiver', async () => (await import('./commands/create/receiver.ts')).createReceiver),
      leaf('tenant', async () => (await import('./commands/create/tenant.ts')).createTenant),
      group(
        'source',
        'Create or update sources',
        [
          leaf('git', async () => (await import('./commands/create/source-git.ts')).createSourceGit),
          leaf('helm', async () => (await import('./commands/create/source-helm.ts')).createSourceHelm),
          leaf('oci', async () => (await import('./commands/create/source-oci.ts')).createSourceOci),
          leaf('bucket', async () => (await import('./commands/create/source-bucket.ts')).createSourceBucket),
          leaf('chart', async () => (await import('./commands/create/source-chart.ts')).createSourceChart),
        ],
        { flags: createSourceFlags },
      ),
      group('image', 'Create or update image objects', [
        leaf(
          'repository',
          async () => (await import('./commands/create/image-repository.ts')).createImageRepository,
        ),
        leaf('policy', async () => (await import('./commands/create/image-policy.ts')).createImagePolicy),
        leaf('update', async () => (await import('./commands/create/image-update.ts')).createImageUpdate),
      ]),
      group('secret', 'Create or update Secrets that Flux objects use', [
        leaf('git', async () => (await import('./commands/secret/git.ts')).secretGit),
        leaf('githubapp', async () => (await import('./commands/secret/github-app.ts')).secretGithubApp),
        leaf('helm', async () => (await import('./commands/secret/helm.ts')).secretHelm),
        leaf('notation', async () => (await import('./commands/secret/notation.ts')).secretNotation),
        leaf('oci', async () => (await import('./commands/secret/oci.ts')).secretOci),
        leaf('proxy', async () => (await import('./commands/secret/proxy.ts')).secretProxy),
        leaf('receiver', async () => (await import('./commands/secret/receiver.ts')).secretReceiver),
        leaf('tls', async () => (await import('./commands/secret/tls.ts')).secretTls),
      ]),
    ],
    { flags: createFlags },
  )
}

function verbs(): readonly Group[] {
  return [
    group('get', 'Show objects and their state', getNodes(), { flags: getFlags }),
    verbGroup('reconcile', 'Make controllers act now', {
      load: async () => (await import('./commands/reconcile.ts')).reconcileKind,
    }),
    verbGroup('suspend', 'Make controllers leave objects alone', {
      flags: suspendFlags,
      load: async () => (await import('./commands/suspend.ts')).suspendKind,
    }),
    verbGroup('resume', 'Make controllers take care of suspended objects again', {
      flags: resumeFlags,
      load: async () => (await import('./commands/resume.ts')).resumeKind,
    }),
    verbGroup('export', 'Print objects as manifests', {
      flags: exportFlags,
      groupFlags: { source: exportSourceFlags },
      load: async () => (await import('./commands/export/export-kind.ts')).exportKind,
    }),
    verbGroup('delete', 'Delete objects', {
      flags: deleteFlags,
      load: async () => (await import('./commands/delete.ts')).deleteKind,
    }),
  ]
}

/** How to make a verb's command for a kind. */
interface VerbOptions {
  readonly flags?: FlagTable
  /** Flags of the groups inside. */
  readonly groupFlags?: Readonly<Record<string, FlagTable>>
  readonly load: () => Promise<(row: KindRow) => AnyCommand>
}

function verbGroup(verb: Verb, summary: string, options: VerbOptions): Group {
  const rows = kindTable.filter(row => row.verbs.includes(verb))
  const nodes = nest(
    rows.map(row => ({
      names: row.names,
      node: leaf(row.names.at(-1) ?? '', async () => (await options.load())(row), {
        aliases: row.aliases ?? [],
      }),
    })),
    inner => group(inner, `${summary}: ${inner} kinds`, [], { flags: options.groupFlags?.[inner] ?? {} }),
  )
  return group(verb, summary, nodes, { flags: options.flags ?? {} })
}

function getNodes(): readonly TreeNode[] {
  const all = [...sourceKinds, ...imageKinds, ...otherKinds]
  const getAllOf = (summary: string, rows: readonly KindRow[]) =>
    leaf('all', async () => (await import('./commands/get/get-all.ts')).getAll(summary, rows))
  const kinds = kindTable.map(row => {
    const { names, aliases } = row.plural ?? row
    const load = async () => (await import('./commands/get/get-kind.ts')).getKind(row)
    return { names, node: leaf(names.at(-1) ?? '', load, { aliases: aliases ?? [] }) }
  })
  return nest(
    [
      { names: ['all'], node: getAllOf('Get all objects and their state', all) },
      { names: ['sources', 'all'], node: getAllOf('Get all sources and their state', sourceKinds) },
      { names: ['images', 'all'], node: getAllOf('Get all image objects and their state', imageKinds) },
      ...kinds,
    ],
    inner => group(inner, `Show ${inner} and their state`, [], { aliases: [inner.replace(/s$/, '')] }),
  )
}

/** Files nodes with two names into groups. */
function nest(
  entries: readonly { readonly names: readonly string[]; readonly node: TreeNode }[],
  makeGroup: (name: string) => Group,
): readonly TreeNode[] {
  const nodes = entries.filter(entry => entry.names.length === 1).map(entry => entry.node)
  const nested = Map.groupBy(
    entries.filter(entry => entry.names.length > 1),
    entry => entry.names[0] ?? '',
  )
  const groups = [...nested].map(([name, inside]) => ({
    ...makeGroup(name),
    children: inside.map(e => e.node),
  }))
  return [...groups, ...nodes]
}
