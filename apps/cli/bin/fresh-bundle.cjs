const { readFileSync, statSync } = process.getBuiltinModule('node:fs')
const { join } = process.getBuiltinModule('node:path')

/**
 * The folder of the bundle that `tools/bundle-cli.ts` made, if there is one and nothing that the command may load
 * has changed since; undefined otherwise.
 * @param {readonly string[]} args
 * @param {string} bin the folder that this file is in
 * @returns {string | undefined}
 */
exports.freshBundle = (args, bin = __dirname) => {
  const dist = join(bin, '../dist')
  const root = join(bin, '../../../')
  const id = readIfThere(join(dist, 'current'))
  if (id === undefined) return undefined
  const folder = join(dist, id)
  const stamps = stampsOf(args, join(folder, 'stamps'))
  if (stamps === undefined || !JSON.parse(stamps).every(stamp => isUnchanged(root, stamp))) return undefined
  return folder
}

/**
 * @param {readonly string[]} args
 * @param {string} folder
 */
function stampsOf(args, folder) {
  const end = args.findIndex(arg => !/^[a-z]+$/.test(arg))
  const words = args.slice(0, end < 0 ? 4 : Math.min(end, 4))
  for (let count = words.length; count > 0; count--) {
    const stamps = readIfThere(join(folder, `${words.slice(0, count).join(' ')}.json`))
    if (stamps !== undefined) return stamps
  }
  return readIfThere(join(folder, 'all.json'))
}

/**
 * @param {string} root
 * @param {readonly [path: string, mtimeMs: number, size: number]} stamp
 */
function isUnchanged(root, [path, mtimeMs, size]) {
  const found = statSync(root + path, { throwIfNoEntry: false })
  return found !== undefined && found.mtimeMs === mtimeMs && found.size === size
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
