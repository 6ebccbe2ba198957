import type { Services } from "../services.ts";

/** Whether jobs are those of the newer service, which was called Aloe. */
export function isAloe({ services }: { readonly services: Pick<Services, "options"> }): boolean {
  return services.options.jobs === "aloe";
}

/** A job of the newer service that its database does not have yet: nobody finds it. */
export function isUnseen({ status }: { readonly status: string }): boolean {
  return status === "ACCEPTED";
}
