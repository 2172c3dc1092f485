import { ArtifactGenerator } from '../extensions/index.ts'
import { HelmRelease } from '../helm/index.ts'
import { ImagePolicy, ImageRepository, ImageUpdateAutomation } from '../image/index.ts'
import { Kustomization } from '../kustomize/index.ts'
import { Alert, Provider, Receiver } from '../notification/index.ts'
import type { CustomKind } from '../schema/index.ts'
import {
  Bucket,
  ExternalArtifact,
  GitRepository,
  HelmChart,
  HelmRepository,
  OCIRepository,
} from '../source/index.ts'

/** Every kind of Sluice's own. */
export const allKinds: readonly CustomKind[] = [
  Bucket,
  ExternalArtifact,
  GitRepository,
  HelmChart,
  HelmRepository,
  OCIRepository,
  ArtifactGenerator,
  Kustomization,
  HelmRelease,
  Alert,
  Provider,
  Receiver,
  ImagePolicy,
  ImageRepository,
  ImageUpdateAutomation,
]
