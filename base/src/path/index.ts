/** Slash-separated paths inside a tree, which never leave it. @module */
export { cleanPath, dirname, joinPath, PathEscapesError } from './path.ts'
