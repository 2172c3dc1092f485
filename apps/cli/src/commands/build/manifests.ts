import type { Resource } from '@sluice/base/flow'
import { isJsonObject, type JsonValue } from '@sluice/base/json'

/** Manifests by kind, namespace and name; what was added last wins. */
export class Manifests {
  readonly #known = new Map<string, Resource>()

  /** Takes resources in; those without a namespace are in the one that is given. */
  add(resources: readonly Resource[], namespace: string): void {
    for (const resource of resources) {
      const { name, namespace: own } = resource.metadata
      this.#known.set(keyOf(resource.kind, own || namespace, name), resource)
    }
  }

  /** The manifest of an object. */
  find(kind: string, namespace: string, name: string): Resource | undefined {
    return this.#known.get(keyOf(kind, namespace, name))
  }

  /** All manifests of a kind. */
  ofKind(kind: string): readonly Resource[] {
    return [...this.#known.values()].filter(resource => resource.kind === kind)
  }

  /** The entries of a ConfigMap or Secret as text; undefined if there is no manifest of it. */
  texts(kind: string, namespace: string, name: string): Readonly<Record<string, string>> | undefined {
    const found = this.find(kind, namespace, name)
    if (!found) return undefined
    const decode = (value: string) =>
      kind === 'Secret' ? Buffer.from(value, 'base64').toString('utf8') : value
    return {
      ...entriesOf(found['data'], decode),
      ...entriesOf(kind === 'Secret' ? found['stringData'] : undefined, value => value),
    }
  }
}

function entriesOf(value: JsonValue | undefined, decode: (value: string) => string): Record<string, string> {
  const entries = Object.entries(isJsonObject(value) ? value : {})
  return Object.fromEntries(entries.map(([key, text]) => [key, decode(String(text ?? ''))]))
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`
}
