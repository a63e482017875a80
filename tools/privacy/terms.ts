/** Whose it is, for how long, and who reads it: words that many rows of the privacy page have. */

export const CLASS = "as long as the class";
export const ACCOUNT = "until the account is erased";
export const OWN = "its owner";
export const TEAM = "the teaching team";
export const EVERYBODY = "everybody in the class";
export const LEAD = "teachers and owners";
export const NOBODY = "nobody: PLACE alone";
export const MEMBERS = "who is in the channel";

export interface Stored {
  /** What it is for. */
  what: string;
  /** For how long. */
  keeps: string;
  /** Who can read it. */
  reads: string;
  /** Columns whose name does not say it all, by name. */
  columns?: Record<string, string>;
}
