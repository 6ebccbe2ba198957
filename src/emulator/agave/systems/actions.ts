import type { AgaveCall } from "../wire/call.ts";
import type { Answer } from "../wire/route.ts";
import { badRequest, forbidden } from "../wire/service-error.ts";
import { textOf } from "../wire/values.ts";
import type { SystemRecord } from "./records.ts";
import { demandRole, findSystem, happened, type Doing } from "./rules.ts";
import { agaveUuid } from "../wire/history.ts";
import { tidy } from "../files/file-tree.ts";
import { MemoryTree } from "../files/memory-tree.ts";
import { detailOf } from "./shown.ts";

type Action = (call: AgaveCall, system: SystemRecord) => string;

const ACTIONS: Readonly<Record<string, Action>> = {
  ENABLE: (call, system) => {
    demandRole(call, system, { role: "ADMIN" });
    system.available = true;
    return "ENABLED";
  },
  DISABLE: (call, system) => {
    demandRole(call, system, { role: "ADMIN" });
    system.available = false;
    return "DISABLED";
  },
  PUBLISH: (call, system) => {
    demandAdmin(call);
    system.public = true;
    return "PUBLISH";
  },
  UNPUBLISH: (call, system) => {
    demandAdmin(call);
    Object.assign(system, { public: false, globalDefault: false });
    return "UNPUBLISH";
  },
  SETDEFAULT: (call, system) => {
    for (const other of call.world.systems.values()) {
      if (other.type === system.type)
        other.defaultFor = other.defaultFor.filter((name) => name !== call.username);
    }
    system.defaultFor = [...system.defaultFor, call.username];
    return "SET_USER_DEFAULT";
  },
  UNSETDEFAULT: (call, system) => {
    system.defaultFor = system.defaultFor.filter((name) => name !== call.username);
    return "UNSET_USER_DEFAULT";
  },
  SETGLOBALDEFAULT: (call, system) => {
    demandAdmin(call);
    if (!system.public) throw badRequest("Only a public system can be the default of all");
    for (const other of call.world.systems.values()) {
      if (other.type === system.type) other.globalDefault = false;
    }
    system.globalDefault = true;
    return "SET_PUBLIC_DEFAULT";
  },
  UNSETGLOBALDEFAULT: (call, system) => {
    demandAdmin(call);
    system.globalDefault = false;
    return "UNSET_PUBLIC_DEFAULT";
  },
  ERASE: (call, system) => {
    demandAdmin(call);
    call.world.systems.delete(system.id);
    call.world.trees.delete(system.id);
    return "ERASED";
  },
};

function demandAdmin({ caller }: AgaveCall): void {
  if (!caller.isAdmin) throw forbidden("Only administrators of the tenant may do this");
}

/** Does to a system what a request says. */
export async function readAction(call: AgaveCall): Promise<Answer> {
  const system = findSystem(call, call.param("systemId"));
  const fields = await call.fields();
  const name = (textOf(fields["action"]) ?? "").toUpperCase();
  if (name === "CLONE") return { result: detailOf(clone(call, system, textOf(fields["id"]) ?? ""), call) };
  const action = ACTIONS[name];
  if (action === undefined) throw badRequest(`Invalid action ${name || "(none)"}`);
  const event = action(call, system);
  happened(system, event, { ...doing(call), body: detailOf(system, call) });
  return { result: detailOf(system, call) };
}

function doing({ services, world, username }: AgaveCall): Doing {
  return { services, world, username };
}

/** A private copy without the log-ins: they are the owner's. */
function clone(call: AgaveCall, system: SystemRecord, id: string): SystemRecord {
  if (!/^[0-9A-Za-z.-]{1,63}$/.test(id)) throw badRequest("Invalid id value for the new system");
  if (call.world.systems.has(id)) throw badRequest(`A system with the id ${id} exists already`);
  const copy: SystemRecord = {
    ...structuredClone(system),
    id,
    uuid: agaveUuid(call.services.ids, "006"),
    owner: call.username,
    created: call.now,
    public: false,
    globalDefault: false,
    defaultFor: [],
    revision: 1,
    roles: {},
    credentials: [],
    history: [],
  };
  call.world.systems.set(id, copy);
  const tree = new MemoryTree(() => call.now);
  tree.makeFolder(tidy(copy.storage.homeDir));
  call.world.trees.set(id, tree);
  happened(copy, "CREATED", { ...doing(call), body: detailOf(copy, call) });
  return copy;
}
