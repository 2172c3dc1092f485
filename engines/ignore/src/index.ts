/** Ignore rules: gitignore as go-git reads it, and what Flux leaves out of an artifact. @module */
export type { Pattern, Verdict } from './pattern.ts'
export {
  type IgnoreFile,
  type IgnoreMatcher,
  ignoreFileName,
  ignoreMatcher,
  parseIgnore,
  sourceMatcher,
} from './source-ignore.ts'
