/** The pod security levels that the labels of a namespace ask for. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid } from '../../status/index.ts'
import { textAt } from '../../strategy/values/read.ts'

export type Level = 'privileged' | 'baseline' | 'restricted'

/** A level as of a version: `latest` or `v1.N`. */
export interface LevelVersion {
  readonly level: Level
  readonly version: string
}

export interface Policy {
  readonly enforce: LevelVersion
  readonly audit: LevelVersion
  readonly warn: LevelVersion
  /** What is wrong with the labels. */
  readonly errors: readonly FieldError[]
}

const prefix = 'pod-security.kubernetes.io/'
const levels: readonly Level[] = ['privileged', 'baseline', 'restricted']
const standard: LevelVersion = { level: 'privileged', version: 'latest' }

/** Reads the labels. What cannot be read counts as the strictest level to enforce, and warns of nothing. */
export function policyOf(labels: JsonObject): Policy {
  const errors: FieldError[] = []
  const enforce = modeOf(labels, 'enforce', 'restricted', errors)
  const audit = modeOf(labels, 'audit', 'privileged', errors)
  const warn = modeOf(labels, 'warn', 'privileged', errors)
  const isEnforced = isLevel(labels[`${prefix}enforce`])
  if (labels[`${prefix}warn`] !== undefined || !isEnforced || enforce.level === 'privileged')
    return { enforce, audit, warn, errors }
  const hasVersion = labels[`${prefix}warn-version`] !== undefined
  const version = hasVersion ? warn.version : enforce.version
  return { enforce, audit, warn: { level: enforce.level, version }, errors }
}

function modeOf(labels: JsonObject, mode: string, otherwise: Level, errors: FieldError[]): LevelVersion {
  let { level, version } = standard
  const [levelKey, versionKey] = [prefix + mode, `${prefix + mode}-version`]
  if (labels[levelKey] !== undefined) {
    const given = textAt(labels, levelKey)
    level = isLevel(given) ? given : otherwise
    if (!isLevel(given)) errors.push(labelError(levelKey, given, `must be one of ${levels.join(', ')}`))
  }
  if (labels[versionKey] !== undefined) {
    const given = textAt(labels, versionKey)
    const isVersion = given === 'latest' || /^v1\.(\d|[1-9]\d*)$/.test(given)
    if (isVersion) version = given
    else errors.push(labelError(versionKey, given, 'must be "latest" or "v1.x"'))
  }
  return { level, version }
}

function labelError(label: string, value: string, message: string): FieldError {
  return invalid(`metadata.labels[${label}]`, value, message)
}

function isLevel(value: unknown): value is Level {
  return levels.some(level => level === value)
}

/** Whether `a` asks for more than `b`. */
export function isStricter(a: Level, b: Level): boolean {
  return levels.indexOf(a) > levels.indexOf(b)
}

/** `level:version`, as messages name it. */
export function shown({ level, version }: LevelVersion): string {
  return `${level}:${version}`
}

export function isSame(a: LevelVersion, b: LevelVersion): boolean {
  return a.level === b.level && a.version === b.version
}
