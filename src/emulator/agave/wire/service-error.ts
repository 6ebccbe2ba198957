/** A refusal of a service, as its envelope words it. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Refuses a call whose content is not good. */
export function badRequest(message: string): ServiceError {
  return new ServiceError(400, message);
}

/** Refuses a call that names something that is not there. */
export function notFound(message: string): ServiceError {
  return new ServiceError(404, message);
}

/** Refuses a call of somebody without the right. */
export function forbidden(message: string): ServiceError {
  return new ServiceError(403, message);
}
