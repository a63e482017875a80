/** Many pushes at once: each push service in lanes of its own, so that one that is slow holds up its own browsers alone. */
import type { PushPayload } from "../../protocol/index.ts";
import { log } from "../log.ts";
import type { PushTarget } from "../store/push-devices.ts";
import { sendPush, type PushAnswer, type PushOptions } from "./send.ts";

/** A fault of ours, and not of one push service: it is said, and not tried again. */
function failed(error: unknown): PushAnswer {
  log.fault("push", error);
  return { outcome: "refused" };
}

export interface Push {
  target: PushTarget;
  payload: PushPayload;
  options: Omit<PushOptions, "timeoutMs">;
}

/** A worker has six connections at once; of these one service gets four. */
const LANES = 4;
const TIMEOUT_MS = 8_000;

/** What became of each, in their order. Where a service did not answer in time, what else is for it is not tried. Never rejects. */
export async function deliver(env: Env, pushes: readonly Push[], timeoutMs = TIMEOUT_MS): Promise<PushAnswer[]> {
  const answers = new Map<Push, PushAnswer>();
  const services = Map.groupBy(pushes, ({ target }) => new URL(target.endpoint).origin);
  const lane = async (left: Push[], service: { isSilent: boolean }) => {
    for (let push = left.shift(); push; push = left.shift()) {
      if (service.isSilent) {
        answers.set(push, { outcome: "later" });
        continue;
      }
      const answer = await sendPush(env, push.target, push.payload, { ...push.options, timeoutMs }).catch(failed);
      if (answer.outcome === "later" && answer.status === undefined) service.isSilent = true;
      answers.set(push, answer);
    }
  };
  await Promise.all(
    [...services.values()].flatMap((all) => {
      const [left, service] = [[...all], { isSilent: false }];
      return Array.from({ length: LANES }, () => lane(left, service));
    }),
  );
  return pushes.map((push) => answers.get(push) ?? { outcome: "later" });
}
