const { readFileSync } = process.getBuiltinModule('node:fs')
const { join } = process.getBuiltinModule('node:path')

/**
 * A command that `tools/bundle-programs.ts` made into one script in a bundle's folder, if it is one of those.
 * @param {readonly string[]} args
 * @param {string} folder
 * @returns {import('../src/programs/program.ts').Program['run'] | undefined}
 */
exports.findProgram = ([first, second], folder) => {
  if (first !== 'helm' && first !== 'kustomize') return undefined
  const file = join(folder, `${first} ${second}.cjs`)
  const source = readIfThere(file)
  const code = readIfThere(codeOf(file, process.execArgv))
  return source && code ? load(file, source.latin1Slice(), code).run : undefined
}

/** Flags that `bin/sluice` gives Node and that compiled code depends on. */
const known = /^--(?:stack-size|min-semi-space-size|max-semi-space-size)=/

/**
 * Where the code of a program is that was compiled for Node with these flags. Those that change no code do not count;
 * under those that do and are not known here, Node compiles anew.
 * @param {string} file
 * @param {readonly string[]} flags
 */
function codeOf(file, flags) {
  const stem = file.slice(0, -'.cjs'.length)
  return `${[stem, ...flags.filter(flag => known.test(flag))].join(' ')}.code`
}
exports.codeOf = codeOf

/**
 * Such a program is over before most of its functions are worth optimizing, and makes a lot of garbage that is best
 * left lying.
 */
function expectShortLife() {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  setFlagsFromString('--semi-space-growth-factor=16')
  setFlagsFromString('--invocation-count-for-maglev=1000')
  setFlagsFromString('--invocation-count-for-turbofan=200000')
  setFlagsFromString('--invocation-count-for-osr=100000')
}

/**
 * Loads a program; `code` is what it was compiled to before, if that is known.
 * @param {string} file
 * @param {string} source
 * @param {Buffer} [code]
 */
function load(file, source, code) {
  // Compiled code is taken only under the flags that it was compiled with.
  expectShortLife()
  const { constants, Script } = process.getBuiltinModule('node:vm')
  const script = new Script(source, {
    filename: file,
    cachedData: code,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  /** @type {{ exports: import('../src/programs/program.ts').Program }} */
  const module = { exports: { run: async () => 1 } }
  /** @param {string} name */
  const requireFrom = name => process.getBuiltinModule('node:module').createRequire(file)(name)
  script.runInThisContext()(module, requireFrom, `file://${file}`)
  return { script, run: module.exports.run }
}
exports.load = load

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
