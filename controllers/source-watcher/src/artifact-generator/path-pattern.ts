/** `pathPattern`: a set of artifacts for each folder of a source that matches. @module */
import type { ArtifactGenerator } from '@sluice/api/extensions'
import { Reason } from '@sluice/api/extensions'
import type { FileTree } from '@sluice/base/flow'
import { Stalled } from '@sluice/kube/runtime'
import type { Artifact } from '../build/copy.ts'
import { isLabelValue, nameProblem } from './names.ts'

/** An artifact to make, and the labels that its ExternalArtifact gets beyond the usual ones. */
export interface ArtifactRequest {
  readonly artifact: Artifact
  readonly labels: Readonly<Record<string, string>>
}

type Captures = Readonly<Record<string, string>>

/** The artifacts of the spec, once for every match of its pattern. @throws Stalled if it cannot be followed */
export function expandPattern(
  generator: ArtifactGenerator,
  sources: ReadonlyMap<string, FileTree>,
): readonly ArtifactRequest[] {
  const { pathPattern, artifacts = [] } = generator.spec ?? {}
  if (!pathPattern) return artifacts.map(artifact => ({ artifact, labels: {} }))
  const title = `pathPattern ${JSON.stringify(pathPattern)}`
  const [, alias = '', pattern = ''] = /^@([^/]+)\/(.*)$/s.exec(pathPattern) ?? []
  const source = sources.get(alias)
  if (!source) throw refused(`${title}: source alias ${alias} not found in local sources`)
  const matches = matcherOf(pattern, title)
  const folders = new Map<string, string>()
  return foldersOf(source).flatMap(folder => {
    const captures = matches(folder)
    if (!captures) return []
    const lower = Object.fromEntries(Object.entries(captures).map(([key, text]) => [key, text.toLowerCase()]))
    requireLabels(lower, title)
    return artifacts.map(artifact => {
      const rendered = renderArtifact(artifact, { lower, captures, title, folder })
      const before = folders.get(rendered.name)
      if (before !== undefined) {
        throw refused(
          `${title}: directories "${before}" and "${folder}" both resolve to artifact name "${rendered.name}"`,
        )
      }
      folders.set(rendered.name, folder)
      return { artifact: rendered, labels: lower }
    })
  })
}

function refused(message: string): Stalled {
  return new Stalled(Reason.BuildFailed, `failed to expand path pattern: ${message}`)
}

function foldersOf(tree: FileTree, dir = ''): readonly string[] {
  return (tree.list(dir) ?? []).flatMap(({ name, type }) => {
    if (type !== 'directory') return []
    const path = dir === '' ? name : `${dir}/${name}`
    return [path, ...foldersOf(tree, path)]
  })
}

/** `{name}` stands for a part of a path, or a piece of one. */
function matcherOf(pattern: string, title: string): (path: string) => Captures | undefined {
  const names: string[] = []
  const source = replaceCaptures(pattern, {
    problem: text => refused(`${title}: ${text}`),
    unpaired: (side, at, brace) => `invalid capture ${side} at offset ${at}: missing ${brace} brace`,
    capture: name => {
      if (names.includes(name)) throw refused(`${title}: duplicate capture variable "${name}"`)
      names.push(name)
      return '([^/]+)'
    },
    literal: text => text.replaceAll(/[\\^$.|?*+()[\]]/g, '\\$&'),
  })
  const expression = new RegExp(`^${source}$`)
  return path => {
    const match = expression.exec(path)
    return match ? Object.fromEntries(names.map((name, i) => [name, match[i + 1] ?? ''])) : undefined
  }
}

interface Replacement {
  problem(text: string): Error
  /** What is said of a brace without its other half. */
  unpaired(side: 'starting' | 'ending', at: number, brace: 'opening' | 'closing'): string
  capture(name: string): string
  literal(text: string): string
}

function replaceCaptures(text: string, { problem, unpaired, capture, literal }: Replacement): string {
  return text.replaceAll(/\{([^}]*)(\}?)|(\})|[^{}]+/g, (piece, name, closing, stray, at: number) => {
    if (stray) throw problem(unpaired('ending', at, 'opening'))
    if (!piece.startsWith('{')) return literal(piece)
    if (!closing) throw problem(unpaired('starting', at, 'closing'))
    if (name === '') throw problem('empty capture variable')
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw problem(`capture variable "${name}" must be a valid capture name matching [A-Za-z_][A-Za-z0-9_]*`)
    return capture(name)
  })
}

function requireLabels(captures: Captures, title: string): void {
  for (const [name, value] of Object.entries(captures)) {
    if (isLabelValue(value) && /[A-Za-z0-9]$/.test(name) && /^[A-Za-z0-9]/.test(name)) continue
    throw refused(
      `${title}: captured value "${value}" for variable "${name}" is not a valid Kubernetes label`,
    )
  }
}

interface Match {
  readonly lower: Captures
  readonly captures: Captures
  readonly title: string
  readonly folder: string
}

/** Names and labels are in lower case, paths as they are. */
function renderArtifact(artifact: Artifact, { lower, captures, title, folder }: Match): Artifact {
  const render = (template: string, values: Captures) => {
    const problem = (text: string) =>
      refused(
        `${title}: failed to render artifact ${artifact.name} for match ${folder}: ` +
          `invalid template "${template}": ${text}`,
      )
    return replaceCaptures(template, {
      problem,
      unpaired: (side, at, brace) => `capture ${side} at offset ${at} is missing ${brace} brace`,
      literal: text => text,
      capture: name => {
        const value = Object.hasOwn(values, name) ? values[name] : undefined
        if (value === undefined) throw problem(`capture variable "${name}" is not defined by pathPattern`)
        return value
      },
    })
  }
  const name = render(artifact.name, lower)
  const problem = nameProblem(name)
  if (problem)
    throw refused(
      `${title}: rendered artifact name "${name}" is not a valid Kubernetes object name: ${problem}`,
    )
  const copy = artifact.copy.map(step => ({
    ...step,
    from: render(step.from, captures),
    to: render(step.to, captures),
  }))
  return { ...artifact, name, copy }
}
