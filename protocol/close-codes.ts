/** WebSocket close codes of PLACE. 4400 to 4499 mean "do not come back with the same request"; every other, "later". */
export const CLOSE = {
  /** The session ended: signed out, here or elsewhere. */
  sessionEnded: 4401,
  /** No longer in this channel or class. */
  removed: 4403,
  /** The client speaks in frames that are not of this protocol. */
  badFrames: 4400,
  /** A frame over FRAME_MAX_BYTES. */
  tooLarge: 4413,
  /** Permission changed or could not be confirmed: come back at once and ask anew. */
  comeBack: 4500,
  /** More than UNREAD_MAX_BYTES were sent and nothing shows that they were read: come back, and be told what was missed. */
  unread: 4501,
} as const;

export function isFinalClose(code: number): boolean {
  return code >= 4400 && code <= 4499;
}
