/**
 * `.Capabilities`: what a chart may know of the cluster and of Helm.
 * @module
 */
import {
  absent,
  GoFunction,
  type GoList,
  type GoMap,
  GoObject,
  type GoValue,
  withType,
} from '@sluice/gotemplate'
import { defaultApiVersions } from './api-versions.ts'
import type { KubeVersion } from './kube-version.ts'

/** Which build of Helm a chart is told it runs under. */
export interface HelmBuild {
  readonly version: string
  readonly gitCommit: string
  readonly gitTreeState: string
  readonly goVersion: string
  readonly kubeClientVersion: string
}

/** The build whose behaviour this engine has. */
export const helmBuild: HelmBuild = {
  version: 'v4.1.4',
  gitCommit: '05fa37973dc9e42b76e1d2883494c87174b6074f',
  gitTreeState: 'clean',
  goVersion: 'go1.25.9',
  kubeClientVersion: 'v1.35',
}

/** The cluster that is assumed where none is asked. */
export const defaultKubeVersion: KubeVersion = {
  version: 'v1.35.0',
  normalized: 'v1.35.0',
  major: '1',
  minor: '35',
}

/** What capabilities are made of; whatever is left out is as `helm template` assumes. */
export interface CapabilitiesOptions {
  readonly kubeVersion?: KubeVersion
  /** All that the cluster has. */
  readonly apiVersions?: readonly string[]
  /** As `--api-versions` adds them. */
  readonly extraApiVersions?: readonly string[]
}

/** The `.Capabilities` object of templates. */
export class Capabilities extends GoObject {
  readonly typeName = '*common.Capabilities'
  readonly kind = 'ptr'
  readonly kubeVersion: KubeVersion
  readonly #fields: Readonly<Record<string, GoObject>>

  constructor(options: CapabilitiesOptions = {}) {
    super()
    this.kubeVersion = options.kubeVersion ?? defaultKubeVersion
    const apiVersions = [...(options.apiVersions ?? defaultApiVersions), ...(options.extraApiVersions ?? [])]
    this.#fields = {
      KubeVersion: new KubeVersionObject(this.kubeVersion),
      APIVersions: new VersionSet(apiVersions),
      HelmVersion: new HelmVersionObject(helmBuild),
    }
  }

  override field(name: string): ReturnType<GoObject['field']> {
    return memberOf(this.#fields, name)
  }

  override marshal(): GoMap {
    return { ...this.#fields }
  }

  print(): string {
    const fields = Object.values(this.#fields).map(field => field.print())
    return `&{${fields.join(' ')}}`
  }

  override method(name: string): GoFunction | undefined {
    return name === 'Copy' ? new GoFunction([], () => this) : undefined
  }
}

class KubeVersionObject extends GoObject {
  readonly typeName = 'common.KubeVersion'
  readonly kind = 'struct'
  readonly #version: KubeVersion

  constructor(version: KubeVersion) {
    super()
    this.#version = version
  }

  override field(name: string): ReturnType<GoObject['field']> {
    return memberOf(this.marshal(), name)
  }

  override marshal(): GoMap {
    const { version, major, minor } = this.#version
    return { Version: version, Major: major, Minor: minor }
  }

  override method(name: string): GoFunction | undefined {
    if (name === 'String') return new GoFunction([], () => this.#version.normalized)
    if (name === 'GitVersion') return new GoFunction([], () => this.#version.version)
    return undefined
  }

  override printAction(): string {
    return this.#version.normalized
  }

  print(): string {
    return printKubeVersion(this.#version)
  }
}

class VersionSet extends GoObject {
  readonly typeName = 'common.VersionSet'
  readonly kind = 'slice'
  readonly #versions: GoList

  constructor(versions: readonly string[]) {
    super()
    this.#versions = withType([...versions], '[]string')
  }

  override underlying(): GoList {
    return this.#versions
  }

  override method(name: string): GoFunction | undefined {
    return name === 'Has'
      ? new GoFunction(['string'], (version: string) => this.#versions.includes(version))
      : undefined
  }

  print(): string {
    return `[${this.#versions.join(' ')}]`
  }
}

class HelmVersionObject extends GoObject {
  readonly typeName = 'version.BuildInfo'
  readonly kind = 'struct'
  readonly #build: HelmBuild

  constructor(build: HelmBuild) {
    super()
    this.#build = build
  }

  override field(name: string): ReturnType<GoObject['field']> {
    const { version, gitCommit, gitTreeState, goVersion, kubeClientVersion } = this.#build
    const fields = {
      Version: version,
      GitCommit: gitCommit,
      GitTreeState: gitTreeState,
      GoVersion: goVersion,
      KubeClientVersion: kubeClientVersion,
    }
    return memberOf(fields, name)
  }

  override marshal(): GoMap {
    const { version, gitCommit, gitTreeState, goVersion, kubeClientVersion } = this.#build
    return {
      version,
      git_commit: gitCommit,
      git_tree_state: gitTreeState,
      go_version: goVersion,
      kube_client_version: kubeClientVersion,
    }
  }

  print(): string {
    return `{${Object.values(this.#build).join(' ')}}`
  }
}

function printKubeVersion({ version, normalized, major, minor }: KubeVersion): string {
  return `{${version} ${normalized} ${major} ${minor}}`
}

function memberOf(fields: Readonly<Record<string, GoValue>>, name: string): ReturnType<GoObject['field']> {
  return Object.hasOwn(fields, name) ? fields[name] : absent
}
