/** What is known of what a socket's other end has not read (unread-bytes.ts counts it). */
interface Amounts {
  /** What passed, in bytes. */
  told: number;
  /** First frames, pages: what its owner asked for, in UTF-16 units. A slow line takes long for one, and is not ended for it. */
  answered: number;
}
/** What outlives the object's sleep. */
export interface Unread extends Amounts {
  /** The word that went out and has not come back, and what was unread when it did. */
  asked?: (Amounts & { token: string }) | undefined;
}
