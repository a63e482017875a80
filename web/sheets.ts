/** Style sheets that no file of PLACE is, by their hash, for the policies of the app and of a widget's frame. */

/** emoji-picker-element puts one into itself, always the same. A newer version of it has another one: test/web/render/sheets.test.ts says which. */
export const EMOJI_PICKERS_SHEET = "sha256-rg2BpwZ4T9EADaas/dlxn0KsISPDXXIabE9pnJ++3UQ=";
