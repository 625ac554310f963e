// dualtensor/distributed: the same derivatives by many threads or machines. One interface, the executor: a shard's bytes in, the
// bytes of its answer out.
export { jacobian, type JacobianBlock, type JacobianJobOptions } from "./distributed/by-columns.js";
export { map, vmap, type ItemBlock } from "./distributed/by-items.js";
export { answer, type Limits } from "./distributed/answer.js";
export { inProcess, type Executor, type Job, type JobOptions, type Progress } from "./distributed/job.js";
export type { Signal } from "./distributed/clock.js";
export {
  threadAnswer,
  threads,
  type PoolClass,
  type Threads,
  type ThreadsOptions,
  type ThreadTask,
} from "./distributed/threads.js";
export { listen, workers, type WorkerLike } from "./distributed/workers.js";
export { nats, type NatsExecutor, type NatsOptions } from "./distributed/nats.js";
export { serve, type ServeOptions, type Serving } from "./distributed/serve.js";
export type { NatsConnection, NatsMessage, NatsSubscription } from "./distributed/subjects.js";
