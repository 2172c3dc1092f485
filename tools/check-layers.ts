/**
 * Holds every import line to the rules of ARCHITECTURE.md: layers import to the right only, base and engines stay
 * pure, controllers do not know one another, third-party packages are declared and explained.
 * @module
 */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const layers = ['apps', 'controllers', 'api', 'kube', 'io', 'engines', 'base'] as const

/** What reaches outside the process; never in base or engines. */
const impure =
  /^node:(fs|net|http|https|http2|tls|dns|child_process|os|process|worker_threads|cluster|readline|tty|vm|sqlite)/

interface Package {
  readonly name: string
  readonly dir: string
  readonly layer: string
  readonly dependencies: Readonly<Record<string, string>>
}

/** The problems found below `root`, a line each. */
export function checkLayers(root: string): readonly string[] {
  const packages = readPackages(root)
  const explained = readFileSync(join(root, 'DEPENDENCIES.md'), 'utf8')
  const problems: string[] = []
  for (const owner of packages) {
    for (const file of sourcesOf(root, owner, packages)) {
      for (const specifier of importsOf(readFileSync(join(root, file), 'utf8'))) {
        const problem = problemOf(specifier, { file, owner, packages })
        if (problem) problems.push(`${file}: '${specifier}' ${problem}`)
      }
    }
    for (const name of Object.keys(owner.dependencies)) {
      if (!name.startsWith('@sluice/') && !explained.includes(`\`${name}\``)) {
        problems.push(`${owner.dir}/package.json: '${name}' has no line in DEPENDENCIES.md`)
      }
    }
  }
  return [...problems, ...cycles(packages)]
}

function readPackages(root: string): readonly Package[] {
  const manifests = globSync('{base,io,kube,api,testing}/package.json', { cwd: root }).concat(
    globSync('{engines,controllers,apps,kube}/*/package.json', { cwd: root }),
  )
  return manifests.map(path => {
    const manifest = JSON.parse(readFileSync(join(root, path), 'utf8'))
    const dir = dirname(path)
    return {
      name: manifest.name,
      dir,
      layer: dir.split('/')[0] ?? '',
      dependencies: manifest.dependencies ?? {},
    }
  })
}

function sourcesOf(root: string, owner: Package, packages: readonly Package[]): readonly string[] {
  const nested = packages.filter(other => other !== owner && other.dir.startsWith(`${owner.dir}/`))
  return globSync(`${owner.dir}/**/*.{ts,mjs,js}`, {
    cwd: root,
    exclude: ['**/node_modules/**', '**/corpus/**', '**/dist/**'],
  }).filter(file => !nested.some(other => file.startsWith(`${other.dir}/`)))
}

const importForms = [
  /^\s*(?:import|export)\b[^'"\n]*\bfrom\s+'([^'\n]+)'/gm,
  /^\}\s*from\s+'([^'\n]+)'/gm,
  /^\s*import\s+'([^'\n]+)'/gm,
  /\bimport\(\s*'([^'\n]+)'\s*\)/gm,
]

function importsOf(text: string): readonly string[] {
  return importForms.flatMap(form => [...text.matchAll(form)].map(match => match[1] ?? ''))
}

function problemOf(
  specifier: string,
  from: { file: string; owner: Package; packages: readonly Package[] },
): string | undefined {
  const { file, owner, packages } = from
  const isTest = /(\.test\.ts$|\/test\/|\/bench\/)/.test(file) || owner.layer === 'testing'
  if (specifier.startsWith('.')) {
    if (!/\.(ts|js|mjs|cjs|json)$/.test(specifier)) return 'must name a file with its ending'
    return relative(owner.dir, join(dirname(file), specifier)).startsWith('..')
      ? 'leaves its package'
      : undefined
  }
  if (specifier.startsWith('node:')) {
    const isPure = owner.layer === 'base' || owner.layer === 'engines'
    return isPure && !isTest && impure.test(specifier) ? 'has no place in a pure layer' : undefined
  }
  if (!specifier.startsWith('@sluice/')) {
    const name = specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/')
    return isTest || name in owner.dependencies ? undefined : `is not among the dependencies of ${owner.name}`
  }
  const target = packages.find(other => specifier === other.name || specifier.startsWith(`${other.name}/`))
  if (!target) return 'names no package'
  if (target === owner) return 'should be a relative import'
  if (isTest) return undefined
  if (target.layer === 'testing') return 'is for tests only'
  if (!(target.name in owner.dependencies)) return `is not among the dependencies of ${owner.name}`
  if (owner.layer === 'controllers' && target.layer === 'controllers')
    return 'would make controllers know one another'
  const isRight =
    layers.indexOf(target.layer as (typeof layers)[number]) >=
    layers.indexOf(owner.layer as (typeof layers)[number])
  return isRight ? undefined : `would make ${owner.layer} depend on ${target.layer}`
}

function cycles(packages: readonly Package[]): readonly string[] {
  const done = new Set<string>()
  const problems: string[] = []
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name))
      problems.push(`packages form a cycle: ${[...path.slice(path.indexOf(name)), name].join(' → ')}`)
    if (done.has(name) || path.includes(name)) return
    for (const next of Object.keys(packages.find(p => p.name === name)?.dependencies ?? {})) {
      if (next.startsWith('@sluice/')) visit(next, [...path, name])
    }
    done.add(name)
  }
  for (const { name } of packages) visit(name, [])
  return problems
}
