import type { AgaveCall } from "../wire/call.ts";
import { paged } from "../wire/paging.ts";
import { route, type Answer, type Answering, type Route } from "../wire/route.ts";
import { badRequest, forbidden, notFound } from "../wire/service-error.ts";
import { textOf } from "../wire/values.ts";
import { apiRoutes } from "./apis.ts";
import type { ServiceAccountRecord } from "./records.ts";

const ACCOUNTS = "/admin/v2/service_accounts";
const ROLES = "/admin/v2/service_roles";

/** The admin service: nobody but administrators has business there. */
export const adminRoutes: readonly Route[] = [
  route(`GET ${ACCOUNTS}`, "admin.listAccounts", listAccounts),
  route(`POST ${ACCOUNTS}`, "admin.addAccount", addAccount),
  route(`GET ${ACCOUNTS}/{accountId}`, "admin.getAccount", getAccount),
  route(`PUT ${ACCOUNTS}/{accountId}`, "admin.updateAccount", updateAccount),
  route(`DELETE ${ACCOUNTS}/{accountId}`, "admin.deleteAccount", deleteAccount),
  route(`GET ${ACCOUNTS}/{accountId}/roles`, "admin.listAccountRoles", getAccount),
  route(`POST ${ACCOUNTS}/{accountId}/roles`, "admin.addRoleToAccount", addRoleToAccount),
  route(
    `DELETE ${ACCOUNTS}/{accountId}/roles/{roleId}`,
    "admin.deleteRoleFromAccount",
    deleteRoleFromAccount,
  ),
  route(`GET ${ROLES}`, "admin.listRoles", listRoles),
  route(`POST ${ROLES}`, "admin.addRole", addRole),
  route(`GET ${ROLES}/{roleId}`, "admin.getRole", getRole),
  route(`DELETE ${ROLES}/{roleId}`, "admin.deleteRole", deleteRole),
  route(`GET ${ROLES}/{roleId}/service_accounts`, "admin.listAccountsInRole", getRole),
  route(`POST ${ROLES}/{roleId}/service_accounts`, "admin.addAccountToRole", addAccountToRole),
  route(
    `DELETE ${ROLES}/{roleId}/service_accounts/{accountId}`,
    "admin.deleteAccountFromRole",
    deleteRoleFromAccount,
  ),
  route("GET /admin/v2/clients", "admin.listClients", listClients),
  ...apiRoutes,
].map((one) => ({ ...one, answer: forAdmins(one.answer) }));

function forAdmins(answer: Answering): Answering {
  return (call) => {
    if (!call.caller.isAdmin) throw forbidden("Not authorized: the role of an administrator is required.");
    return answer(call);
  };
}

function listAccounts({ world, query }: AgaveCall): Answer {
  const rows = [...world.serviceAccounts.keys()].map((id) => ({ id }));
  return { result: paged(rows, query), message: "Service accounts retrieved successfully." };
}

function shown({ id, roles }: ServiceAccountRecord): object {
  return { id, roles };
}

async function addAccount(call: AgaveCall): Promise<Answer> {
  const fields = await call.fields();
  const id = textOf(fields["accountId"]) ?? textOf(fields["id"]) ?? "";
  const password = textOf(fields["password"]) ?? "";
  if (id === "" || password === "") throw badRequest("accountId and password are required.");
  if (call.world.serviceAccounts.has(id)) throw badRequest(`Account ${id} already exists.`);
  const account = { id, password, roles: ["Internal_everyone"] };
  call.world.serviceAccounts.set(id, account);
  return { result: shown(account), message: "Service account created successfully." };
}

function findAccount({ world }: AgaveCall, id: string): ServiceAccountRecord {
  const account = world.serviceAccounts.get(id);
  if (account === undefined) throw notFound(`Account ${id} not found.`);
  return account;
}

function getAccount(call: AgaveCall): Answer {
  const account = findAccount(call, call.param("accountId"));
  return { result: shown(account), message: "Service account retrieved successfully." };
}

async function updateAccount(call: AgaveCall): Promise<Answer> {
  const account = findAccount(call, call.param("accountId"));
  account.password = textOf((await call.fields())["password"]) || account.password;
  return { result: shown(account), message: "Service account updated successfully." };
}

function deleteAccount(call: AgaveCall): Answer {
  call.world.serviceAccounts.delete(findAccount(call, call.param("accountId")).id);
  return { result: null, message: "Service account deleted successfully." };
}

function demandRole({ world }: AgaveCall, id: string): string {
  if (!world.serviceRoles.has(id)) throw notFound(`Role ${id} not found.`);
  return id;
}

function give(account: ServiceAccountRecord, role: string): void {
  account.roles = [...new Set([...account.roles, role])];
}

async function addRoleToAccount(call: AgaveCall): Promise<Answer> {
  const account = findAccount(call, call.param("accountId"));
  const fields = await call.fields();
  give(account, demandRole(call, textOf(fields["roleId"]) ?? textOf(fields["role_id"]) ?? ""));
  return { result: shown(account), message: "Role added successfully." };
}

async function addAccountToRole(call: AgaveCall): Promise<Answer> {
  const role = demandRole(call, call.param("roleId"));
  const fields = await call.fields();
  give(findAccount(call, textOf(fields["accountId"]) ?? textOf(fields["account_id"]) ?? ""), role);
  return { result: shownRole(call, role), message: "Account added successfully." };
}

function deleteRoleFromAccount(call: AgaveCall): Answer {
  const account = findAccount(call, call.param("accountId"));
  const role = demandRole(call, call.param("roleId"));
  account.roles = account.roles.filter((one) => one !== role);
  return { result: null, message: "Role removed successfully." };
}

function listRoles({ world, query }: AgaveCall): Answer {
  const rows = [...world.serviceRoles].map((id) => ({ id }));
  return { result: paged(rows, query), message: "Roles retrieved successfully." };
}

async function addRole(call: AgaveCall): Promise<Answer> {
  const fields = await call.fields();
  const id = textOf(fields["roleId"]) ?? textOf(fields["id"]) ?? "";
  if (id === "") throw badRequest("roleId is required.");
  if (call.world.serviceRoles.has(id)) throw badRequest(`Role ${id} already exists.`);
  call.world.serviceRoles.add(id);
  return { result: shownRole(call, id), message: "Role created successfully." };
}

function shownRole({ world }: AgaveCall, id: string): object {
  const holders = [...world.serviceAccounts.values()].filter(({ roles }) => roles.includes(id));
  return { id, accounts: holders.map((account) => account.id) };
}

function getRole(call: AgaveCall): Answer {
  const id = demandRole(call, call.param("roleId"));
  return { result: shownRole(call, id), message: "Role retrieved successfully." };
}

function deleteRole(call: AgaveCall): Answer {
  const id = demandRole(call, call.param("roleId"));
  call.world.serviceRoles.delete(id);
  for (const account of call.world.serviceAccounts.values())
    account.roles = account.roles.filter((one) => one !== id);
  return { result: null, message: "Role deleted successfully." };
}

function listClients({ world, query }: AgaveCall): Answer {
  const rows = [...world.clients.values()].map(({ name, owner, key }) => ({
    id: key,
    name,
    clientName: name,
    owner,
  }));
  return { result: paged(rows, query), message: "Clients retrieved successfully." };
}
