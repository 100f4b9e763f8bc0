/** A request that goes nowhere, by its own fault. */
export class RequestFault extends Error {
  override readonly name = "RequestFault";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
