"""Makes the calls it is told through Debian's Python binding, and prints what came of each.

Standard input is one JSON object: `texts`, which every call may use as `xml.NAME`, `events`, each
a name, the word before `EventRegisterAny` and a number, and `scripts`. A script has a connection of its own and steps, each a Python expression. Standard output is one line
of JSON with what the binding has, then one for each script.
"""

import inspect
import json
import sys
from types import SimpleNamespace

import libvirt
import libvirt_lxc
import libvirt_qemu

# What tells one object from another, by class.
IDENTITY = {
    "virDomain": ("name", "UUIDString", "ID"),
    "virDomainSnapshot": ("getName",),
    "virDomainCheckpoint": ("getName",),
    "virNetwork": ("name", "UUIDString"),
    "virInterface": ("name", "MACString"),
    "virStoragePool": ("name", "UUIDString"),
    "virStorageVol": ("name", "key"),
    "virNodeDevice": ("name",),
}

CLASSES = {
    name: value
    for name, value in vars(libvirt).items()
    if inspect.isclass(value) and name.startswith("vir")
}


def plain(value):
    """A value as JSON. Integers are text, since JSON's numbers lose those beyond 2^53."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return {"integer": str(int(value))}
    if isinstance(value, float):
        return {"double": value}
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {"map": {str(key): plain(each) for key, each in value.items()}}
    name = type(value).__name__
    told = [getattr(value, method)() for method in IDENTITY[name]]
    return {"object": name[len("vir") :], "is": plain(told)}


def perform(step, scope):
    """Makes the call of a step, and keeps its result where the step says so."""
    kept = step.get("keep")
    scope.pop(kept, None)
    try:
        value = eval(step["python"], scope)
        if kept:
            scope[kept] = value
        return {"value": plain(value)}
    except libvirt.libvirtError as error:
        if error.err is None:
            return {"exception": f"libvirtError without an error: {error}"}
        return {"error": plain(error.err)}
    except Exception as error:
        return {"exception": f"{type(error).__name__}: {error}"}


def wait_for_last(conn, texts, events):
    """Ends the script with an event after which none of its own can come."""
    last = conn.defineXML(texts.last)
    while ["domain-lifecycle", *plain([last, libvirt.VIR_DOMAIN_EVENT_DEFINED, 0])] not in events:
        libvirt.virEventRunDefaultImpl()


def listen(conn, kinds, events):
    """Collects events of all kinds. Returns what ends the registrations."""

    def heard(_conn, subject, *told):
        *payload, name = told
        events.append([name, *plain([subject, *payload])])

    registered = [
        (family, getattr(conn, f"{family}EventRegisterAny")(None, number, heard, name))
        for name, family, number in kinds
    ]

    def end():
        for family, callback_id in registered:
            getattr(conn, f"{family}EventDeregisterAny")(callback_id)
        libvirt.virEventRunDefaultImpl()

    return end


def run(script, texts, kinds):
    opener = libvirt.openReadOnly if script["readOnly"] else libvirt.open
    conn = opener(script["uri"])
    scope = {"libvirt": libvirt, "conn": conn, "xml": texts}
    events = []
    if not script["readOnly"]:
        end = listen(conn, kinds, events)
    results = []
    for step in script["steps"]:
        outcome = perform(step, scope)
        then = [perform(each, scope) for each in script["observe"]]
        results.append({"outcome": outcome, "then": then})
    scope.clear()
    if not script["readOnly"]:
        wait_for_last(conn, texts, events)
        end()
    return {"results": results, "events": events, "closed": plain(conn.close())}


def facts():
    constants = {
        name: plain(value)
        for module in (libvirt, libvirt_lxc, libvirt_qemu)
        for name, value in vars(module).items()
        if name.startswith("VIR_") and isinstance(value, (int, str))
    }
    methods = {
        name: sorted(
            method
            for method, value in vars(each).items()
            if callable(value) and not method.startswith("_")
        )
        for name, each in CLASSES.items()
    }
    return {"version": libvirt.getVersion(), "constants": constants, "methods": methods}


def main():
    # The binding prints every error to standard error otherwise.
    libvirt.registerErrorHandler(lambda *_: None, None)
    libvirt.virEventRegisterDefaultImpl()
    task = json.load(sys.stdin)
    texts = SimpleNamespace(**task["texts"])
    print(json.dumps(facts()))
    for script in task["scripts"]:
        print(json.dumps(run(script, texts, task["events"])))


main()
