/** What a room signs for files that are on their way into a message. */

/** What a room signs when the bytes of a file are in R2. */
export interface FileTicket {
  kind: "file";
  /** Of the file. */
  id: string;
  size: number;
  type: string;
  width?: number;
  height?: number;
  /** The message that it is for. */
  message: string;
  /** Public id of the member who uploaded it. */
  member: string;
  /** Ms since 1970: until then it can be posted. */
  ends: number;
}
/** What it signs when an upload in parts begins. */
export interface UploadTicket {
  kind: "upload";
  id: string;
  size: number;
  /** R2's name of the upload. */
  upload: string;
  message: string;
  member: string;
  ends: number;
}
export type Ticket = FileTicket | UploadTicket;
