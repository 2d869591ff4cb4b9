// What the operations of this program share.
#pragma once

#include <libvirt/libvirt.h>
#include <stdbool.h>

// What the frame asked for, given as name=value.
const char *text(const char *name);
long number(const char *name);

// Says what failed, with libvirt's reason, and ends the program.
void fail(const char *what);

// Runs libvirt's default event loop on a thread of its own.
void start_event_loop(void);

virConnectPtr open_connection(void);
int list_domains(virConnectPtr conn, virDomainPtr **domains);

// Calls `each` for every number below `count`, on as many threads as shall be in flight.
void in_flight(long count, long threads, void (*each)(long index, void *data), void *data);

double now(void);
long resident_kib(void);
long count_threads(void);

// From here to `tell`, time and CPU time are measured.
void start_measuring(void);
void stop_measuring(void);

// One more figure, or a list of them, to tell of.
void add_figure(const char *name, double value);
void add_latencies(const double *seconds, long count);

// Prints what was measured.
// @param operations: that many took the time
// @param seen: how much came of them, which is the same in every language
void tell(long operations, long seen);

void calls(void);
void names(void);
void list(void);
void xml(void);
void statistics(void);
void events(void);
void upload(void);
void download(void);
void opens(void);
void memory(void);
void connections(void);
void first_domain(void);
