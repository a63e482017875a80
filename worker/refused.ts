/** The one exception that carries a refusal to whoever asked; everything else that is thrown is a fault of ours. */
import { refusal, type Refusal, type RefusalCode } from "../protocol/index.ts";

export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(codeOrRefusal: RefusalCode | Refusal, more: Partial<Omit<Refusal, "code">> = {}) {
    const told = typeof codeOrRefusal === "string" ? refusal(codeOrRefusal, more) : codeOrRefusal;
    super(told.code);
    this.name = "Refused";
    this.refusal = told;
  }
}
