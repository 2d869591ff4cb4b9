"""Runs the measured operations with the Python binding."""

import json
import sys
import threading
import time

import libvirt

options = dict(argument.split("=", 1) for argument in sys.argv[2:])


def number(name):
    return int(options[name])


def start_event_loop():
    libvirt.virEventRegisterDefaultImpl()

    def run():
        while True:
            libvirt.virEventRunDefaultImpl()

    threading.Thread(target=run, daemon=True).start()


def open_connection():
    return libvirt.open(options["uri"])


def in_flight(count, lanes, each):
    """Calls each for every number below count, on as many threads as lanes."""
    if lanes == 1:
        for index in range(count):
            each(index)
        return
    numbers = iter(range(count))

    def work():
        # Advancing the iterator is atomic.
        for index in numbers:
            each(index)

    threads = [threading.Thread(target=work) for _ in range(lanes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def read_status(key):
    with open("/proc/self/status", encoding="utf-8") as status:
        for line in status:
            if line.startswith(key):
                return int(line.split()[1])
    return 0


def resident_kib():
    return read_status("VmRSS:")


def count_threads():
    return read_status("Threads:")


class Measurement:
    """Measures the body of a with statement."""

    def __enter__(self):
        self.wall = time.perf_counter()
        self.cpu = time.process_time()
        return self

    def __exit__(self, *_):
        self.wall = time.perf_counter() - self.wall
        self.cpu = time.process_time() - self.cpu

    def report(self, count, seen, **figures):
        """Prints the number of operations that were timed, and of their results."""
        figures.update(
            seconds=self.wall,
            cpuSeconds=self.cpu,
            peakKiB=read_status("VmHWM:"),
            operations=count,
            seen=seen,
        )
        print(json.dumps(figures), flush=True)


def calls():
    if number("loop"):
        start_event_loop()
    domain = open_connection().listAllDomains()[0]
    count = number("count")

    def get_info(_):
        domain.info()

    in_flight(count // 10, number("in_flight"), get_info)
    with Measurement() as measurement:
        in_flight(count, number("in_flight"), get_info)
    measurement.report(count, count)


def names():
    domain = open_connection().listAllDomains()[0]
    count, seen = number("count"), 0
    with Measurement() as measurement:
        for _ in range(count):
            seen += len(domain.name())
    measurement.report(count, seen)


def opens():
    count = number("count")
    start_event_loop()
    for _ in range(count // 10):
        open_connection().close()
    with Measurement() as measurement:
        for _ in range(count):
            open_connection().close()
    measurement.report(count, count)


def memory():
    domain = open_connection().listAllDomains()[0]
    count = number("count")
    for _ in range(number("warm_up")):
        domain.XMLDesc()
    before = resident_kib()
    with Measurement() as measurement:
        for _ in range(count):
            domain.XMLDesc()
    measurement.report(count, count, grownKiB=resident_kib() - before)


def first_domain():
    with Measurement() as measurement:
        name = open_connection().listAllDomains()[0].name()
    measurement.report(1, len(name))


def repeat(do):
    """Calls a function once to warm up, then measures count calls."""
    do()
    count = number("count")
    with Measurement() as measurement:
        seen = sum(do() for _ in range(count))
    measurement.report(count, seen)


def list_all():
    if number("loop"):
        start_event_loop()
    conn = open_connection()

    def describe_all():
        domains = conn.listAllDomains()
        described = []

        def describe(index):
            domain = domains[index]
            described.append(
                (domain.name(), domain.UUIDString(), domain.ID(), domain.info())
            )

        in_flight(len(domains), number("in_flight"), describe)
        return len(described)

    repeat(describe_all)


def xml():
    if number("loop"):
        start_event_loop()
    domains = open_connection().listAllDomains()

    def get_all():
        described = []
        in_flight(
            len(domains),
            number("in_flight"),
            lambda index: described.append(domains[index].XMLDesc()),
        )
        return len(described)

    repeat(get_all)


def statistics():
    start_event_loop()
    conn = open_connection()
    repeat(lambda: len(conn.getAllDomainStats()))


def events():
    lanes = number("in_flight")
    each = number("count") // lanes
    start_event_loop()
    conn = open_connection()
    domains = conn.listAllDomains()[:lanes]
    starts = [0.0] * lanes
    latencies = []
    arrivals = [threading.Semaphore(0) for _ in domains]

    def arrive(_conn, _domain, _event, _detail, lane):
        latencies.append((time.perf_counter() - starts[lane]) * 1e6)
        arrivals[lane].release()

    for lane, domain in enumerate(domains):
        conn.domainEventRegisterAny(
            domain, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, arrive, lane
        )

    def cause(lane):
        domain = domains[lane]
        for index in range(each):
            starts[lane] = time.perf_counter()
            if index % 2 == 0:
                domain.suspend()
            else:
                domain.resume()
            arrivals[lane].acquire()

    with Measurement() as measurement:
        in_flight(lanes, lanes, cause)
    measurement.report(lanes * each, len(latencies), latencies=latencies)


def connections():
    def watch():
        conn = open_connection()
        conn.domainEventRegisterAny(
            None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, lambda *_: None, None
        )
        return conn

    count = number("count")
    start_event_loop()
    conns = [watch()]
    kib, threads = resident_kib(), count_threads()
    with Measurement() as measurement:
        for _ in range(count):
            conns.append(watch())
    time.sleep(0.5)
    measurement.report(
        count,
        len(conns) - 1,
        grownKiB=resident_kib() - kib,
        threads=count_threads() - threads,
    )


# The payload of one message of libvirt's protocol: one call sends no more.
CHUNK = 262120


def find_volume(conn):
    pool = conn.storagePoolLookupByName(options["pool"])
    return pool.storageVolLookupByName(options["volume"])


def upload():
    data = bytes(CHUNK)
    conn = open_connection()
    volume = find_volume(conn)
    stream = conn.newStream()
    total, sent = number("bytes"), 0
    with Measurement() as measurement:
        volume.upload(stream, 0, 0)
        while sent < total:
            sent += stream.send(data if total - sent >= CHUNK else data[: total - sent])
        stream.finish()
    measurement.report(1, sent)


def download():
    conn = open_connection()
    volume = find_volume(conn)
    stream = conn.newStream()
    count = 0
    with Measurement() as measurement:
        volume.download(stream, 0, 0)
        while data := stream.recv(CHUNK):
            count += len(data)
        stream.finish()
    measurement.report(1, count)


operations = {
    "calls": calls,
    "names": names,
    "list": list_all,
    "xml": xml,
    "statistics": statistics,
    "events": events,
    "upload": upload,
    "download": download,
    "opens": opens,
    "memory": memory,
    "connections": connections,
    "first-domain": first_domain,
}
operations[sys.argv[1]]()
