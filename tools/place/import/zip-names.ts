/** Names in a zip, whoever packed it. */
import yauzl from "yauzl";

/** General purpose bit 11: names are UTF-8 (APPNOTE.TXT, 4.4.4). */
const IS_UTF8 = 0x800;

export interface RawName {
  generalPurposeBitFlag: number;
  fileNameRaw: Buffer;
  extraFields: { id: number; data: Buffer }[];
}

/**
 * The name of an entry. What packs without the flag writes UTF-8 all the same (macOS does), or the code page of old DOS: a name that is
 * valid UTF-8 is read as such, since hardly any other text is. Always in NFC, for macOS writes letters and their dots apart.
 */
export function zipName({ generalPurposeBitFlag, fileNameRaw, extraFields }: RawName): string {
  const flag = isUtf8(fileNameRaw) ? generalPurposeBitFlag | IS_UTF8 : generalPurposeBitFlag;
  return yauzl.getFileNameLowLevel(flag, fileNameRaw, extraFields, false).normalize("NFC");
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
