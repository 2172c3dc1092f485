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
  const image = join(bundle, 'apiserver.image')
  if (!isImageOfPackageNode(image)) return undefined
  return [packageNode(), '--snapshot-blob', image, __dirname, ...args]
}

/** Whether there is an image, made since the `node` package was installed. @param {string} image */
function isImageOfPackageNode(image) {
  const made = statSync(image, { throwIfNoEntry: false })
  return made !== undefined && made.mtimeMs > statSync(packageNode()).mtimeMs
}
exports.isImageOfPackageNode = isImageOfPackageNode
