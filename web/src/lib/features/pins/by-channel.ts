/** The checkpoints of a class as its contents: channel by channel, in the order in which they were said. */
import type { Checkpoint, MyChannel } from "../../../../../protocol/index.ts";

/** Channels as they stand in `channels`; those without a checkpoint, and those that I am in no more, are left out. */
export function byChannel(
  checkpoints: readonly Checkpoint[],
  channels: readonly MyChannel[],
): { channel: MyChannel; checkpoints: Checkpoint[] }[] {
  return channels
    .map((channel) => ({
      channel,
      checkpoints: checkpoints.filter((each) => each.channel === channel.id).sort((a, b) => a.seq - b.seq),
    }))
    .filter((found) => found.checkpoints.length > 0);
}
