/** OCI registries as a client: references, logins, tags, manifests, blobs, referrers, pushes. @module */
export { DigestMismatchError } from './content.ts'
export {
  type Credentials,
  DockerConfigError,
  firstOf,
  type Keychain,
  parseDockerConfig,
} from './docker-config.ts'
export { type Descriptor, type Manifest, ManifestError } from './manifest.ts'
export { mediaTypes } from './media-types.ts'
export { type FetchedManifest, openRegistry, type Registry, type RegistryOptions } from './registry.ts'
export { RegistryError } from './registry-error.ts'
export {
  formatImageReference,
  type ImageReference,
  ImageReferenceError,
  parseImageReference,
  parseRepository,
  type RepositoryName,
} from './repository.ts'
