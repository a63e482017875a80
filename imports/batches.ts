/** Messages in as many requests as they need. */
import { IMPORT_BATCH_MAX, IMPORT_BODY_MAX_BYTES } from "../protocol/index.ts";

/** Room for the braces and the last message's commas. */
const BATCH_BYTES = IMPORT_BODY_MAX_BYTES - 1024;
const utf8 = new TextEncoder();

/** In their order, each made when its batch is. */
export function* batchesOf<M>(messages: Iterable<M>): Generator<M[]> {
  let batch: M[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = utf8.encode(JSON.stringify(message)).length + 1;
    if (batch.length > 0 && (batch.length === IMPORT_BATCH_MAX || bytes + size > BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(message);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
