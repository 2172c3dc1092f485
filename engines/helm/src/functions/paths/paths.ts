import { GoFunction } from '@sluice/gotemplate'
import { baseName, cleanPath, directoryName, extension } from './path.ts'

const base = new GoFunction(['string'], baseName)
const clean = new GoFunction(['string'], cleanPath)
const dir = new GoFunction(['string'], directoryName)
const ext = new GoFunction(['string'], extension)
const isAbs = new GoFunction(['string'], (path: string) => path.startsWith('/'))

/** Paths with slashes. The `os` names are the same functions: Helm's answers on Linux hold everywhere. */
export const pathFunctions = {
  base,
  clean,
  dir,
  ext,
  isAbs,
  osBase: base,
  osClean: clean,
  osDir: dir,
  osExt: ext,
  osIsAbs: isAbs,
}
