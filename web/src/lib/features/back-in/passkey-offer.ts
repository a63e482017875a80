/** Whether a passkey is still to be offered on this device: once, to who came in with a password. */
import { read, write } from "../../base/browser/storage.ts";
import { passkeysWork } from "../../class/account/passkey.ts";
import type { Account } from "../../../../../protocol/index.ts";

const KEY = "place.passkeyOffer";

/** Somebody signed in with a password here. */
export function offerSoon(): void {
  if (read(KEY) === null) write(KEY, "soon");
}

export const isToOffer = ({ guest, hasPassword, passkeys }: Account): boolean =>
  read(KEY) === "soon" && !guest && hasPassword && passkeys.length === 0 && passkeysWork();

/** Made or put away: it is not asked again here. */
export const offered = (): void => write(KEY, "done");
