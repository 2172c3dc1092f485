/** What tests share: real clients to compare with, and stand-ins for what is outside. @module */

export { type BucketServer, type BucketServerOptions, startBucketServer } from './bucket/bucket-server.ts'
export { der, extension, type Issued, issue } from './certificates.ts'
export {
  type ChartRepositoryServer,
  type ChartRepositoryServerOptions,
  startChartRepository,
} from './chart-repository/chart-repository-server.ts'
export { type ClientTools, clientTools } from './client-tools.ts'
export {
  type CloudAnswer,
  type CloudRequest,
  type CloudRoute,
  type CloudServer,
  startCloudServer,
} from './cloud-server.ts'
export { FakeClock, settle } from './fake-clock.ts'
export { MemoryCluster, type MemoryClusterOptions, refusal, type SeenRequest } from './memory-cluster.ts'
export { type DockerRegistry, skipDockerRegistry, startDockerRegistry } from './registry/docker-registry.ts'
export {
  type Fault,
  type MemoryRegistry,
  type MemoryRegistryOptions,
  startMemoryRegistry,
} from './registry/memory-registry.ts'
export { pushChart } from './registry/push-chart.ts'
