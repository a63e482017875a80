/** What a command, or an export as a whole, cannot be done with. The message is one sentence for the person at the keyboard. */
export class CannotImport extends Error {
  override readonly name: string = "CannotImport";
}
