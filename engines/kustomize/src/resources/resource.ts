import { KustomizeError } from '../errors.ts'
import { isMap, type Json, type JsonMap, member, scalarText, setMember } from './json.ts'
import { effectiveNamespace, idKey, isClusterScoped, parseApiVersion, type ResId } from './res-id.ts'
import { writtenText } from './spelling.ts'

/** What a generator's result does to a resource that is already there. */
export type Behavior = 'unspecified' | 'create' | 'replace' | 'merge'

/** Where a resource came from, or what changed it. */
export interface Origin {
  readonly path?: string
  readonly repo?: string
  readonly ref?: string
  readonly configuredIn?: string
  readonly configuredBy?: {
    readonly apiVersion?: string
    readonly kind?: string
    readonly name?: string
    readonly namespace?: string
  }
}

/** A resource while it is built: its content, which transformers change in place, and what it was called before. */
export class BuildResource {
  object: JsonMap
  /** Names, namespaces and kinds it had, oldest first. */
  previousIds: ResId[] = []
  prefixes: string[] = []
  suffixes: string[] = []
  needsHash = false
  behavior: Behavior = 'unspecified'
  allowNameChange = false
  allowKindChange = false
  /** A schema of the kustomization's own says that the kind has no namespace. */
  isClusterScoped = false
  variables: string[] = []
  origin: Origin | undefined
  transformations: Origin[] = []

  #id: ResId | undefined
  #idApiVersion = ''
  #keyId: ResId | undefined
  #key = ''
  #hasOddIds = false

  constructor(object: JsonMap) {
    this.object = object
  }

  get apiVersion(): string {
    return textOf(this.object['apiVersion'])
  }

  get kind(): string {
    return textOf(this.object['kind'])
  }

  set kind(kind: string) {
    this.object['kind'] = kind
  }

  get metadata(): JsonMap {
    const found = this.object['metadata']
    if (isMap(found)) return found
    const created: JsonMap = {}
    this.object['metadata'] = created
    return created
  }

  get name(): string {
    const metadata = this.object['metadata']
    return isMap(metadata) ? textOf(metadata['name']) : ''
  }

  set name(name: string) {
    this.metadata['name'] = name
  }

  get namespace(): string {
    const metadata = this.object['metadata']
    return isMap(metadata) ? textOf(metadata['namespace']) : ''
  }

  set namespace(namespace: string) {
    if (namespace === '') delete this.metadata['namespace']
    else this.metadata['namespace'] = namespace
  }

  get isEmpty(): boolean {
    for (const _ in this.object) return false
    return true
  }

  /** Made anew only when one of its parts has changed: it is asked for all the time. */
  get id(): ResId {
    const { apiVersion, kind, name, namespace } = this
    const known = this.#id
    const isSame =
      known?.name === name &&
      known.namespace === namespace &&
      known.kind === kind &&
      this.#idApiVersion === apiVersion
    if (known && isSame) return known
    this.#idApiVersion = apiVersion
    this.#id = {
      ...parseApiVersion(apiVersion),
      kind,
      name,
      namespace,
      isClusterScoped: this.isClusterScoped || isClusterScoped(apiVersion, kind),
    }
    return this.#id
  }

  get originalId(): ResId {
    this.#refuseOddIds()
    return this.previousIds[0] ?? this.id
  }

  /** Equal for resources that are the same object. */
  get key(): string {
    const { id } = this
    if (this.#keyId !== id) {
      this.#key = idKey(id)
      this.#keyId = id
    }
    return this.#key
  }

  /** Every id it has or had. */
  get ids(): ResId[] {
    this.#refuseOddIds()
    return this.previousIds.length === 0 ? [this.id] : [this.id, ...this.previousIds]
  }

  /** Remembers the present id before the name, namespace or kind changes. */
  storePreviousId(): void {
    const id = this.id
    const namespace = effectiveNamespace(id)
    if (id.name.includes(',') || namespace.includes(',') || id.kind.includes(','))
      this.addPreviousIds(id.name, namespace, id.kind)
    else this.previousIds.push({ ...id, namespace, isClusterScoped: false })
  }

  /** As `storePreviousId`, of texts. kustomize: each is a list, separated by commas. */
  addPreviousIds(names: string, namespaces: string, kinds: string): void {
    const [name, namespace, kind] = [names.split(','), namespaces.split(','), kinds.split(',')]
    if (name.length !== namespace.length || name.length !== kind.length) this.#hasOddIds = true
    name.forEach((one, i) => {
      this.previousIds.push({
        ...parseApiVersion(this.apiVersion),
        kind: kind[i] ?? '',
        name: one,
        namespace: namespace[i] ?? '',
        isClusterScoped: false,
      })
    })
  }

  #refuseOddIds(): void {
    if (!this.#hasOddIds) return
    throw new KustomizeError(
      'number of previous names, number of previous namespaces, number of previous kinds not equal',
    )
  }

  texts(field: 'labels' | 'annotations'): Readonly<Record<string, string>> {
    const found = member(this.metadata, field)
    if (!isMap(found)) return {}
    return Object.fromEntries(
      Object.entries(found).map(([key, value]) => [key, writtenText(found, key, value)]),
    )
  }

  setText(field: 'labels' | 'annotations', key: string, value: string): void {
    const found = member(this.metadata, field)
    if (isMap(found)) setMember(found, key, value)
    else this.metadata[field] = { [key]: value }
  }
}

/** The text of a field that every resource has; no prototype has one of its name. */
function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : scalarText(value)
}
