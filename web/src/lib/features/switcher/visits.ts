/** Which channels I go to, remembered on this device alone: the switcher offers first what I use most. */
import { Affinity } from "../../base/browser/affinity.ts";

/** Read anew each time, so that several of them do not write over each other. */
export const visitsOf = (member: string): Affinity => new Affinity(`visits.${member}`);

export const visited = (member: string, channel: string): void => visitsOf(member).used(channel);
