import { type GoMap, type GoValue, printValue, quoteString } from '@sluice/gotemplate'
import { logged, type Warn } from '../chart/warning.ts'
import { isTable, ownValue, setKey } from './table.ts'

/** How two tables are laid over one another. */
export interface Coalescing {
  /** Whether a null stays, as a value, instead of taking its key away. */
  readonly keepsNulls: boolean
  readonly warn: Warn
}

/**
 * Fills `target` in place with what `defaults` has and it has not. `path` is where they are, as warnings name it.
 * `defaults` is used up: its maps become parts of `target`.
 */
export function coalesceTables(target: GoMap, defaults: GoMap, path: string, how: Coalescing): GoMap {
  const given = new Set(Object.keys(defaults).filter(key => defaults[key] !== null))
  for (const key of Object.keys(target)) if (target[key] === null) setKey(defaults, key, null)
  for (const key of Object.keys(defaults)) {
    const fallback = defaults[key]
    if (!Object.hasOwn(target, key)) {
      setKey(target, key, fallback)
      continue
    }
    const value = target[key]
    // helm: a null takes a default away; one where there is no default stays.
    if (!how.keepsNulls && value === null && given.has(key)) delete target[key]
    else coalesceMember(value, fallback, joinPath(path, key), how)
  }
  return target
}

function coalesceMember(value: GoValue, fallback: GoValue, path: string, how: Coalescing): void {
  if (isTable(fallback)) {
    if (isTable(value)) coalesceTables(value, fallback, path, how)
    else {
      const shown = printValue(fallback)
      how.warn(logged(`warning: cannot overwrite table with non table for ${path} (${shown})`))
    }
  } else if (isTable(value) && fallback !== null) {
    const shown = printValue(fallback)
    how.warn(logged(`warning: destination for ${path} is a table. Ignoring non-table value (${shown})`))
  }
}

/** Lays the parent's `global` table over the child's: what the parent says wins. */
export function coalesceGlobals(child: GoMap, parent: GoMap, path: string, warn: Warn): void {
  const target = Object.hasOwn(child, 'global') ? child['global'] : {}
  if (!isTable(target)) {
    warn(logged('warning: skipping globals because destination global is not a table.'))
    return
  }
  const source = Object.hasOwn(parent, 'global') ? parent['global'] : {}
  if (!isTable(source)) {
    warn(logged('warning: skipping globals because source global is not a table.'))
    return
  }
  for (const key of Object.keys(source)) coalesceGlobal(target, key, source[key], { path, warn })
  child['global'] = target
}

function coalesceGlobal(
  target: GoMap,
  key: string,
  value: GoValue,
  { path, warn }: { readonly path: string; readonly warn: Warn },
): void {
  const present = ownValue(target, key)
  if (!isTable(value)) {
    if (isTable(present)) warn(logged(`key ${key} is table. Skipping`))
    else setKey(target, key, value)
    return
  }
  // helm: only this level is a copy, so what a child adds further down shows up in the parent too.
  const copy = { ...value }
  if (!Object.hasOwn(target, key)) {
    setKey(target, key, copy)
  } else if (isTable(present)) {
    setKey(target, key, coalesceTables(copy, present, joinPath(path, key), { keepsNulls: true, warn }))
  } else {
    warn(logged(`Conflict: cannot merge map onto non-map for ${quoteString(key)}. Skipping.`))
  }
}

/** `a.b`, or `b` alone at the top. */
export function joinPath(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}
