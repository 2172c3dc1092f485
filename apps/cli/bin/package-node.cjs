const { createRequire } = require('node:module')
const { dirname, join } = require('node:path')

/** The Node that the `node` package brings. @throws Error where there is no such package */
exports.packageNode = () =>
  join(
    dirname(createRequire(__filename).resolve('node/package.json')),
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  )
