/** The frames of both sockets. */
export * from "./channel-frames.ts";
export * from "./workspace-frames.ts";
