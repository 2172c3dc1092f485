/** Charts of repositories and registries, as the manifests of their sources name them. @module */
import type { Resource } from '@sluice/base/flow'
import type { TlsOptions } from '@sluice/io/http'
import { fieldAt, textAt } from '../../kinds/fields.ts'
import type { Manifests } from './manifests.ts'

/** A chart that is not in the repository. */
export interface RemoteChart {
  readonly name: string
  /** A version or a constraint; empty takes the newest. */
  readonly version: string
  /** Of the repository (`https://…`), or of the chart (`oci://…`). */
  readonly url: string
  /** Go before the version. */
  readonly digest: string
  readonly tag: string
  readonly plainHttp: boolean
  readonly username: string
  readonly password: string
  /** Logins in the form of Docker's configuration; empty for none. */
  readonly dockerConfig: string
  /** PEM texts. */
  readonly tls: TlsOptions
  /** Whether other hosts, to which a repository may send one, get these too. */
  readonly passCredentials: boolean
}

/** A chart of a HelmRepository. */
export function chartOfRepository(
  repository: Resource,
  chart: { readonly name: string; readonly version: string },
  manifests: Manifests,
): RemoteChart {
  const url = textAt(repository, 'spec', 'url').replace(/\/+$/, '')
  const isOci = url.startsWith('oci://')
  return {
    ...chart,
    url: isOci ? `${url}/${chart.name}` : url,
    digest: '',
    tag: '',
    ...accessTo(repository, manifests),
  }
}

/** The chart that an OCIRepository is. */
export function chartOfRegistry(repository: Resource, manifests: Manifests): RemoteChart {
  const url = textAt(repository, 'spec', 'url')
  const ref = (member: string) => textAt(repository, 'spec', 'ref', member)
  return {
    name: url.replace(/^.*\//, ''),
    version: ref('semver'),
    url,
    digest: ref('digest'),
    tag: ref('semver') ? '' : ref('tag'),
    ...accessTo(repository, manifests),
  }
}

function accessTo(source: Resource, manifests: Manifests) {
  const namespace = source.metadata.namespace ?? ''
  const secret = (reference: string) =>
    manifests.texts('Secret', namespace, textAt(source, 'spec', reference, 'name'))
  const texts = secret('secretRef')
  return {
    plainHttp: fieldAt(source, 'spec', 'insecure') === true,
    username: texts?.['username'] ?? '',
    password: texts?.['password'] ?? '',
    dockerConfig: texts?.['.dockerconfigjson'] ?? '',
    tls: tlsOf(secret('certSecretRef')),
    passCredentials: fieldAt(source, 'spec', 'passCredentials') === true,
  }
}

function tlsOf(texts: Readonly<Record<string, string>> | undefined): TlsOptions {
  const [ca, cert, key] = ['ca.crt', 'tls.crt', 'tls.key'].map(name => texts?.[name])
  return { ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) }
}
