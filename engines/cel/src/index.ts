/** The Common Expression Language with the libraries that Kubernetes adds to it. @module */
export { compileRegex, type Regex } from './regex.ts'
