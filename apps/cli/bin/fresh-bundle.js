const { readFileSync, statSync } = process.getBuiltinModule('node:fs')
const { fileURLToPath } = process.getBuiltinModule('node:url')

const dist = new URL('../dist/', import.meta.url)
const root = fileURLToPath(new URL('../../../', import.meta.url))

/**
 * The entry point of the bundle that `tools/bundle-cli.ts` made, if there is one and nothing that the command may load
 * has changed since; undefined otherwise.
 * @param {readonly string[]} args
 * @returns {string | undefined}
 */
export function freshBundle(args) {
  const id = readIfThere(new URL('current', dist))
  if (id === undefined) return undefined
  const folder = new URL(`${id}/`, dist)
  const stamps = stampsOf(args, new URL('stamps/', folder))
  if (stamps === undefined || !JSON.parse(stamps).every(isUnchanged)) return undefined
  return new URL('main.js', folder).href
}

/**
 * @param {readonly string[]} args
 * @param {URL} folder
 */
function stampsOf(args, folder) {
  const end = args.findIndex(arg => !/^[a-z]+$/.test(arg))
  const words = args.slice(0, end < 0 ? 4 : Math.min(end, 4))
  for (let count = words.length; count > 0; count--) {
    const stamps = readIfThere(new URL(`${words.slice(0, count).join(' ')}.json`, folder))
    if (stamps !== undefined) return stamps
  }
  return readIfThere(new URL('all.json', folder))
}

/** @param {readonly [path: string, mtimeMs: number, size: number]} stamp */
function isUnchanged([path, mtimeMs, size]) {
  const found = statSync(root + path, { throwIfNoEntry: false })
  return found !== undefined && found.mtimeMs === mtimeMs && found.size === size
}

/** @param {URL} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
