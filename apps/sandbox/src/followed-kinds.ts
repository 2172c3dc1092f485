import { HelmRelease } from '@sluice/api/helm'
import { Kustomization } from '@sluice/api/kustomize'
import { GitRepository, HelmChart } from '@sluice/api/source'

/** The kinds that a commit of the sample repository passes through: the sandbox tells of them, and waits for them. */
export const followedKinds = [GitRepository, Kustomization, HelmChart, HelmRelease] as const
