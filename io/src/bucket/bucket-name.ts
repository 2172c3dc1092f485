import { BucketError } from './bucket.ts'

const pattern = /^[A-Za-z0-9][A-Za-z0-9.\-_:]{1,61}[A-Za-z0-9]$/

/** minio: names that no store that speaks S3 has are not asked for. @throws BucketError */
export function requireBucketName(name: string): void {
  const problem = problemOf(name)
  if (problem) throw new BucketError('InvalidBucketName', `Bucket name ${problem}`)
}

function problemOf(name: string): string | undefined {
  if (name.trim() === '') return 'cannot be empty'
  if (name.length < 3) return 'cannot be shorter than 3 characters'
  if (name.length > 63) return 'cannot be longer than 63 characters'
  if (/^(\d+\.){3}\d+$/.test(name)) return 'cannot be an ip address'
  return /\.\.|\.-|-\./.test(name) || !pattern.test(name) ? 'contains invalid characters' : undefined
}
