/** What the server serves, as clients ask for it. @module */
export { aggregatedDiscovery } from './aggregated.ts'
export { apiGroup, apiVersions, groupList, resourceList } from './discovery.ts'
