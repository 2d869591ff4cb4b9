#include "program.h"

#include <dirent.h>
#include <libvirt/virterror.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static const struct {
  const char *name;
  void (*run)(void);
} operations[] = {
    {"calls", calls},           {"names", names},         {"list", list},
    {"xml", xml},               {"statistics", statistics}, {"events", events},
    {"upload", upload},         {"download", download},   {"opens", opens},
    {"memory", memory},         {"connections", connections},
    {"first-domain", first_domain},
};

static char **arguments;

const char *text(const char *name) {
  size_t length = strlen(name);
  for (char **each = arguments; *each; ++each) {
    if (strncmp(*each, name, length) == 0 && (*each)[length] == '=') return *each + length + 1;
  }
  fprintf(stderr, "%s is missing\n", name);
  exit(1);
}

long number(const char *name) { return atol(text(name)); }

void fail(const char *what) {
  fprintf(stderr, "%s failed: %s\n", what, virGetLastErrorMessage());
  exit(1);
}

static void *run_event_loop(void *data) {
  while (virEventRunDefaultImpl() == 0) {
  }
  return data;
}

void start_event_loop(void) {
  pthread_t thread;
  if (virEventRegisterDefaultImpl() != 0) fail("virEventRegisterDefaultImpl");
  pthread_create(&thread, NULL, run_event_loop, NULL);
}

virConnectPtr open_connection(void) {
  virConnectPtr conn = virConnectOpen(text("uri"));
  if (!conn) fail("virConnectOpen");
  return conn;
}

int list_domains(virConnectPtr conn, virDomainPtr **domains) {
  int count = virConnectListAllDomains(conn, domains, 0);
  if (count < 0) fail("virConnectListAllDomains");
  return count;
}

struct work {
  long count;
  atomic_long next;
  void (*each)(long index, void *data);
  void *data;
};

static void *take_work(void *data) {
  struct work *work = data;
  for (long index; (index = atomic_fetch_add(&work->next, 1)) < work->count;) {
    work->each(index, work->data);
  }
  return NULL;
}

void in_flight(long count, long threads, void (*each)(long index, void *data), void *data) {
  struct work work = {.count = count, .each = each, .data = data};
  pthread_t started[threads];
  for (long index = 1; index < threads; ++index) {
    pthread_create(&started[index], NULL, take_work, &work);
  }
  take_work(&work);
  for (long index = 1; index < threads; ++index) pthread_join(started[index], NULL);
}

double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double cpu_seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static long read_status(const char *key) {
  FILE *file = fopen("/proc/self/status", "r");
  char line[200];
  long value = 0;
  while (file && fgets(line, sizeof line, file)) {
    if (strncmp(line, key, strlen(key)) == 0) value = atol(line + strlen(key));
  }
  if (file) fclose(file);
  return value;
}

long resident_kib(void) { return read_status("VmRSS:"); }
long count_threads(void) { return read_status("Threads:"); }

static double wall, cpu;
static char figures[1 << 20];
static size_t figures_length;

void start_measuring(void) {
  wall = now();
  cpu = cpu_seconds();
}

void stop_measuring(void) {
  wall = now() - wall;
  cpu = cpu_seconds() - cpu;
}

static void print_figure(const char *format, double value) {
  figures_length += (size_t)snprintf(figures + figures_length, sizeof figures - figures_length,
                                     format, value);
}

void add_figure(const char *name, double value) {
  char format[100];
  snprintf(format, sizeof format, ",\"%s\":%%f", name);
  print_figure(format, value);
}

void add_latencies(const double *seconds, long count) {
  print_figure(",\"latencies\":[%.1f", seconds[0] * 1e6);
  for (long index = 1; index < count; ++index) print_figure(",%.1f", seconds[index] * 1e6);
  print_figure("]", 0.0);
}

void report(long count, long seen) {
  printf("{\"seconds\":%.9f,\"cpuSeconds\":%.9f,\"peakKiB\":%ld,\"operations\":%ld,\"seen\":%ld%s}\n",
         wall, cpu, read_status("VmHWM:"), count, seen, figures);
}

int main(int count, char **given) {
  virSetErrorFunc(NULL, NULL);
  arguments = given + (count > 1 ? 2 : 1);
  for (size_t index = 0; count > 1 && index < sizeof operations / sizeof *operations; ++index) {
    if (strcmp(given[1], operations[index].name) != 0) continue;
    operations[index].run();
    return 0;
  }
  fprintf(stderr, "unknown operation\n");
  return 2;
}
