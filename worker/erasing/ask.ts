/** How the worker asks for the object of a job. */
import type { ErasureRow } from "../store/erasures.ts";
import { toTheEnd } from "../room/stubs.ts";

/** It waits for its time from now on. Asked again where somebody looks: a call that was lost is made up for. */
export async function waitForErasure(env: Pick<Env, "ERASERS">, { id, dueAt }: ErasureRow): Promise<void> {
  await toTheEnd(env.ERASERS.getByName(id)).wait(id, dueAt);
}
