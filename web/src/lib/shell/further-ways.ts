/** The ways out of a conversation that are fetched when the first of them is taken: one file, which the first load names once. */
export { closeThread, openThread } from "../class/state/open-thread.ts";
export { openJump } from "../features/time/register.ts";
export { toMessage } from "./to-message.ts";
