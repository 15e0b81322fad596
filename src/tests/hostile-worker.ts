import { parentPort, workerData } from "node:worker_threads";
import { HOSTILE_RECEIVERS, startHostile } from "#tests/hostile-receivers.ts";

// Own thread, so that the receivers' memory does not count as the sender's. Posts their addresses.
const names: readonly string[] = workerData;
const receivers = names.map((name) => HOSTILE_RECEIVERS.find((hostile) => hostile.name === name));
const started = await Promise.all(receivers.flatMap((hostile) => (hostile ? [startHostile(hostile)] : [])));
parentPort?.postMessage(started.map(({ url }) => url));
