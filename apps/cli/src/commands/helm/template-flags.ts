import { duration, type Flag, list, pairs, text, texts, toggle } from '../../parser/flags.ts'
import { chartFlags } from './chart-flags.ts'
import { valueFlags } from './value-flags.ts'

/** The flags of `helm template`, which are those of `helm install` too; what only an installation needs is taken and ignored. */
export const templateFlags = {
  ...valueFlags,
  ...chartFlags,
  'api-versions': list('Kubernetes api versions used for Capabilities.APIVersions', [], { short: 'a' }),
  'dependency-update': toggle('update dependencies if they are missing before rendering the chart'),
  debug: toggle('print rendered manifests even if they are broken'),
  devel: toggle("use development versions, too; equivalent to version '>0.0.0-0'"),
  'dry-run': optional('"client", or "server" to look things up in the cluster', 'client'),
  'enable-dns': toggle('enable DNS lookups when rendering templates'),
  'generate-name': toggle('generate the name (and omit the NAME parameter)', { short: 'g' }),
  'include-crds': toggle('include CRDs in the templated output'),
  'is-upgrade': toggle('set .Release.IsUpgrade instead of .Release.IsInstall'),
  'kube-version': text('Kubernetes version used for Capabilities.KubeVersion'),
  'name-template': text('specify template used to name the release'),
  'no-hooks': toggle('leave hooks out'),
  'output-dir': text('write the rendered templates to files in this folder instead of stdout'),
  'release-name': toggle('use release name in the output-dir path'),
  'show-only': texts('only show manifests rendered from the given templates', { short: 's' }),
  'skip-schema-validation': toggle('disable JSON schema validation'),
  'skip-tests': toggle('skip tests from templated output'),
  validate: toggle('validate against the cluster, as --dry-run=server does'),
  ...ignoredFlags(),
} as const

/** `--name` alone, or `--name=text`. */
function optional(description: string, initial: string): Flag<string> {
  return { ...text(description, initial), isSwitch: true }
}

function ignoredFlags() {
  const only = 'accepted for compatibility; matters to installations only'
  return {
    atomic: toggle(only, { hidden: true }),
    'create-namespace': toggle(only),
    description: text(only),
    'disable-openapi-validation': toggle(only),
    force: toggle(only, { hidden: true }),
    'force-conflicts': toggle(only),
    'force-replace': toggle(only),
    'hide-notes': toggle(only),
    labels: pairs(only, { short: 'l' }),
    'render-subchart-notes': toggle(only),
    replace: toggle(only),
    'rollback-on-failure': toggle(only),
    'server-side': toggle(only, { initial: true }),
    'skip-crds': toggle(only),
    'take-ownership': toggle(only),
    timeout: duration(only, 300_000),
    wait: optional(only, 'hookOnly'),
    'wait-for-jobs': toggle(only),
  } as const
}
