// The arithmetic of the capacity plan: from what one request and one stream cost to what machines carry. Pure.

/** What the plan takes for granted; the page states each. */
export const ASSUMPTIONS = {
  /** How far a core, a store or a link is filled, so that latency stays what it is and a lost machine is borne. */
  fill: 0.6,
  /** A request is a conversation of 10 KB, answered by a stream of so many chunks over so many seconds. */
  chunks: 200,
  streamSeconds: 10,
  /** What goes over the wire for it, in each direction of the gateway's machine, in bytes: prompt, chunks, headers. */
  wireBytes: 70_000,
  /** Memory of a machine per core, in MB. */
  megabytesPerCore: 4_096,
  /** Connections from one machine to one vendor's address: Linux' range of ports. */
  ports: 28_232,
  /** Open files of a process: a stream takes two, one to the caller and one to the vendor. */
  files: 1_048_576,
  gigabits: 10,
  /** Cores of the PostgreSQL server. */
  postgresCores: 8,
  /** What is left of a store's rate when its commits wait for a disk, which those that were measured do not. */
  diskFactor: 0.5,
  /** Writers of one SQLite file take turns: what is left of a single writer's rate. */
  sharedFileFactor: 0.5,
};

/** The sizes that are planned for: machines, their cores, and what the accounts are kept in. */
export const SIZES = [
  { name: "one core", machines: 1, cores: 1, stores: "SQLite" },
  { name: "one machine of 8 cores", machines: 1, cores: 8, stores: "SQLite" },
  { name: "one machine of 8 cores, shared stores", machines: 1, cores: 8, stores: "PostgreSQL and Redis" },
  { name: "ten machines of 8 cores", machines: 10, cores: 8, stores: "PostgreSQL and Redis" },
  { name: "a fleet of 100 machines", machines: 100, cores: 8, stores: "PostgreSQL and Redis" },
];

/**
 * How many requests a second each resource carries, at one size; and which is the first to end. What was not measured is
 * not there.
 *
 * @param costs see {@link costsOf}
 */
export function planFor({ machines, cores, stores }, costs, assumed = ASSUMPTIONS) {
  const { fill, streamSeconds } = assumed;
  const shared = stores !== "SQLite";
  const perRequest =
    costs.requestMicroseconds + assumed.chunks * costs.chunkMicroseconds + (shared ? costs.sharedMicroseconds : 0);
  const processes = machines * cores;
  const memoryKilobytes =
    (machines * cores * assumed.megabytesPerCore * fill - processes * costs.processMegabytes) * 1_024;
  const limits = {
    "gateway CPU": (processes * fill * 1_000_000) / perRequest,
    memory: memoryKilobytes / costs.streamKilobytes / streamSeconds,
    "ports to one vendor": (machines * assumed.ports) / streamSeconds,
    "open files": (processes * assumed.files) / 2 / streamSeconds,
    network: (machines * fill * assumed.gigabits * 125_000_000) / assumed.wireBytes,
    ...(shared
      ? {
          "PostgreSQL CPU": (assumed.postgresCores * fill * 1_000_000) / costs.postgresMicroseconds,
          "one wallet in PostgreSQL": fill * assumed.diskFactor * costs.postgresPerSecond,
          "Redis, one thread": (fill * 1_000_000) / costs.redisMicroseconds,
        }
      : {
          "SQLite writer": fill * (cores > 1 ? assumed.sharedFileFactor : 1) * costs.sqlitePerSecond,
          "audit writer": fill * (cores > 1 ? assumed.sharedFileFactor : 1) * costs.auditPerSecond,
        }),
  };
  const known = Object.entries(limits).filter(([, rate]) => Number.isFinite(rate));
  const [[first, requestsPerSecond], [next, nextRate] = []] = known.toSorted(([, a], [, b]) => a - b);
  return {
    limits: Object.fromEntries(known),
    first,
    next,
    nextRate,
    requestsPerSecond,
    openStreams: requestsPerSecond * streamSeconds,
  };
}

/** What one request and one stream cost, out of the results; what was not measured is `NaN`. */
export function costsOf({ gateways, streams, shared, parts, soak }) {
  const number = (value) => value ?? Number.NaN;
  const stores = shared?.figures.stores ?? {};
  const both = stores["PostgreSQL and Redis"];
  const micro = parts?.figures;
  const held = streams?.figures.held.gateway;
  return {
    requestMicroseconds: number(gateways?.figures.closed["a conversation of 10 KB"].gateway?.cpuMicroseconds),
    // Each comes alone, as it does from a vendor that is still thinking: one a second in each open stream.
    chunkMicroseconds: (number(held?.coresUsed) / number(held?.streams)) * 1_000_000,
    chunkInBurstMicroseconds: number(streams?.figures.chunk.gateway),
    processMegabytes: number(gateways?.figures.closed["a conversation of 10 KB"].gateway?.rssMegabytes),
    streamKilobytes: number(held?.kilobytesPerStream),
    sharedMicroseconds: number(both?.cpuMicroseconds) - number(stores.SQLite?.cpuMicroseconds),
    postgresMicroseconds: number(both?.perRequest?.postgresCpuMicroseconds),
    commitsPerRequest: number(both?.perRequest?.postgresCommits),
    redisMicroseconds: number(both?.perRequest?.redisCpuMicroseconds),
    postgresPerSecond: number(micro?.stores["postgres, 64 in flight"]?.perSecond),
    sqlitePerSecond: number(micro?.stores["sqlite, 64 in flight"]?.perSecond),
    auditPerSecond: number(micro?.audit.sqlite?.drainPerSecond),
    diskBytes: number(soak?.figures.diskBytesPerRequest),
  };
}
