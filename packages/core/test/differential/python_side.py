"""Makes calls through Debian's Python binding, and prints the outcome of each.

Standard input is one JSON object: `texts`, which every call may use as `xml.NAME`; `events`, each
a name, the word before `EventRegisterAny` and a number; and `scripts`. A script has a connection
of its own and steps, each a Python expression. Standard output is one line of JSON with the
constants and methods of the binding, then one line for each script.
"""

import inspect
import json
import sys
from types import SimpleNamespace

import libvirt
import libvirt_lxc
import libvirt_qemu

# By class: the methods whose results identify an object.
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
    """Converts a value for JSON. Integers become text: JSON's numbers are exact only up to 2^53."""
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
    identity = [getattr(value, method)() for method in IDENTITY[name]]
    return {"object": name[len("vir") :], "is": plain(identity)}


def perform(step, scope):
    """Makes the call of a step, and keeps its result under the name in `keep`."""
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
    """Causes one more event, and waits for it: it is the last event of the script."""
    last = conn.defineXML(texts.last)
    while ["domain-lifecycle", *plain([last, libvirt.VIR_DOMAIN_EVENT_DEFINED, 0])] not in events:
        libvirt.virEventRunDefaultImpl()


def listen(conn, kinds, events):
    """Collects events of all kinds. Returns a function that ends the registrations."""

    def receive(_conn, subject, *values):
        *payload, name = values
        events.append([name, *plain([subject, *payload])])

    registered = [
        (family, getattr(conn, f"{family}EventRegisterAny")(None, number, receive, name))
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
    # Otherwise the binding prints every error to standard error.
    libvirt.registerErrorHandler(lambda *_: None, None)
    libvirt.virEventRegisterDefaultImpl()
    task = json.load(sys.stdin)
    texts = SimpleNamespace(**task["texts"])
    print(json.dumps(facts()))
    for script in task["scripts"]:
        print(json.dumps(run(script, texts, task["events"])))


main()
