const { statSync } = process.getBuiltinModule('node:fs')
const { join } = process.getBuiltinModule('node:path')
const { packageNode } = require('./package-node.cjs')

/**
 * Program and arguments that run a command from its image in a bundle (tools/bundle-images.ts), if it has one that
 * was made by the Node that is there.
 * @param {readonly string[]} args
 * @param {string} bundle
 * @returns {[string, ...string[]] | undefined}
 */
exports.imageCommand = (args, bundle) => {
  const { NODE_OPTIONS, SLUICE_NO_IMAGE } = process.env
  const canRun = process.execve !== undefined && process.platform !== 'win32'
  if (args[0] !== 'apiserver' || NODE_OPTIONS || SLUICE_NO_IMAGE || !canRun) return undefined
  if (isImageStale(bundle) !== false) return undefined
  return [packageNode(), '--snapshot-blob', imageIn(bundle), __dirname, ...args]
}

/**
 * Whether the `node` package was installed since a bundle's image was made, or is gone; undefined where there is no
 * image.
 * @param {string} bundle
 * @returns {boolean | undefined}
 */
function isImageStale(bundle) {
  const made = statSync(imageIn(bundle), { throwIfNoEntry: false })
  if (made === undefined) return undefined
  const node = nodeIfThere()
  return node === undefined || made.mtimeMs <= node.mtimeMs
}
exports.isImageStale = isImageStale

function nodeIfThere() {
  try {
    return statSync(packageNode(), { throwIfNoEntry: false })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}

/** @param {string} bundle */
const imageIn = bundle => join(bundle, 'apiserver.image')
