/** Tar archives: a deterministic writer, and a reader that trusts nothing. @module */
export { ArchiveError, type ArchiveLimits, defaultLimits } from './limits.ts'
export { type RawTarEntry, readRawTar, readTar, type TarEntry } from './read-tar.ts'
export { gunzip, treeOfTar, treeOfTarGz } from './unpack.ts'
export { type TarHeader, tarEnd, tarHeader, tarPadding } from './write-tar.ts'
