import type { Context } from "../services.ts";
import { membersOf, RestRefusal, textOf, type RestCall, type RestRoute } from "../wire/rest-call.ts";
import type { UserRecord } from "../users/records.ts";
import { requireUser } from "../users/routes.ts";

const EMAIL = /^[^@\s]+@[^@\s]+$/;

/** What people do, and where messages for them go. There is one for every user. */
export const profileRoutes: readonly RestRoute[] = [
  {
    method: "GET",
    route: "/profiles/api/",
    operation: "profiles",
    access: "admin",
    answer: ({ context }) => [...context.world.users.values()].map(profileView),
  },
  {
    method: "GET",
    route: "/profiles/api/:login",
    operation: "profile",
    access: "admin",
    answer: ({ context, params }) => profileView(requireUser(context.world, params["login"])),
  },
  {
    method: "PUT",
    route: "/profiles/api/:login",
    operation: "setProfile",
    access: "admin",
    answer: setProfile,
  },
];

function profileView({ login, job, email }: UserRecord): object {
  return { login, job, email };
}

/**
 * Replaces a profile.
 *
 * @remarks What is absent is emptied: that it is kept is nowhere said, and clients that send everything are right
 * either way. The list of job titles is not published, so every text is one.
 */
function setProfile({ context: { world }, params, body }: RestCall<Context>): void {
  const user = requireUser(world, params["login"]);
  const members = membersOf(body);
  if (members["login"] !== user.login) throw new RestRefusal(400, "login is not the one of the address");
  const job = optionalText(members["job"], "job");
  const email = optionalText(members["email"], "email");
  if (email !== null && !EMAIL.test(email)) throw new RestRefusal(400, "email is not an address");
  user.job = job;
  user.email = email;
}

function optionalText(value: unknown, name: string): string | null {
  return value == null ? null : textOf(value, name);
}
