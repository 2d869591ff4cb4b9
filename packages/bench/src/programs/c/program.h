// Shared by the operations of this program.
#pragma once

#include <libvirt/libvirt.h>
#include <stdbool.h>

// Return an option that the benchmark passed as name=value.
const char *text(const char *name);
long number(const char *name);

// Prints what failed with libvirt's message, and exits.
void fail(const char *what);

// Runs libvirt's default event loop on a new thread.
void start_event_loop(void);

virConnectPtr open_connection(void);
int list_domains(virConnectPtr conn, virDomainPtr **domains);

// Calls `each` for every number below `count`, on `threads` threads.
void in_flight(long count, long threads, void (*each)(long index, void *data), void *data);

double now(void);
long resident_kib(void);
long count_threads(void);

// Measure time and CPU time.
void start_measuring(void);
void stop_measuring(void);

// Add a figure, or the list of latencies, to the report.
void add_figure(const char *name, double value);
void add_latencies(const double *seconds, long count);

// Prints the result.
// @param operations: the number of operations that were timed
// @param seen: the number of their results, which is the same in every language
void report(long operations, long seen);

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
