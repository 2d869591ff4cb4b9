// Suspends and resumes domains and waits for the events; opens many connections with events.
#include "program.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

// A domain whose events are awaited one at a time.
struct lane {
  virDomainPtr domain;
  pthread_mutex_t mutex;
  pthread_cond_t arrival;
  long count, arrived;
  double start;
  double *latencies;
};

static int take_event(virConnectPtr conn, virDomainPtr domain, int event, int detail, void *data) {
  struct lane *lane = data;
  (void)conn, (void)domain, (void)event, (void)detail;
  pthread_mutex_lock(&lane->mutex);
  if (lane->arrived < lane->count) lane->latencies[lane->arrived] = now() - lane->start;
  ++lane->arrived;
  pthread_cond_signal(&lane->arrival);
  pthread_mutex_unlock(&lane->mutex);
  return 0;
}

static void *cause_events(void *data) {
  struct lane *lane = data;
  for (long index = 0; index < lane->count; ++index) {
    pthread_mutex_lock(&lane->mutex);
    lane->start = now();
    pthread_mutex_unlock(&lane->mutex);
    if ((index % 2 ? virDomainResume : virDomainSuspend)(lane->domain) != 0) fail("virDomainSuspend");
    pthread_mutex_lock(&lane->mutex);
    while (lane->arrived <= index) pthread_cond_wait(&lane->arrival, &lane->mutex);
    pthread_mutex_unlock(&lane->mutex);
  }
  return NULL;
}

static void watch(virConnectPtr conn, virDomainPtr domain, virConnectDomainEventCallback callback,
                  void *data) {
  if (virConnectDomainEventRegisterAny(conn, domain, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                       VIR_DOMAIN_EVENT_CALLBACK(callback), data, NULL) < 0) {
    fail("virConnectDomainEventRegisterAny");
  }
}

void events(void) {
  long lanes = number("in_flight"), each = number("count") / lanes, seen = 0;
  double *latencies = calloc((size_t)(lanes * each), sizeof *latencies);
  struct lane lane[lanes];
  pthread_t thread[lanes];
  virDomainPtr *domains;
  start_event_loop();
  virConnectPtr conn = open_connection();
  if (list_domains(conn, &domains) < lanes) fail("finding enough domains");
  for (long index = 0; index < lanes; ++index) {
    lane[index] = (struct lane){.domain = domains[index],
                                .mutex = PTHREAD_MUTEX_INITIALIZER,
                                .arrival = PTHREAD_COND_INITIALIZER,
                                .count = each,
                                .latencies = latencies + index * each};
    watch(conn, domains[index], take_event, &lane[index]);
  }
  start_measuring();
  for (long index = 1; index < lanes; ++index) {
    pthread_create(&thread[index], NULL, cause_events, &lane[index]);
  }
  cause_events(&lane[0]);
  for (long index = 1; index < lanes; ++index) pthread_join(thread[index], NULL);
  stop_measuring();
  for (long index = 0; index < lanes; ++index) seen += lane[index].arrived;
  add_latencies(latencies, lanes * each);
  report(lanes * each, seen);
}

static int ignore_event(virConnectPtr conn, virDomainPtr domain, int event, int detail,
                        void *data) {
  (void)conn, (void)domain, (void)event, (void)detail, (void)data;
  return 0;
}

void connections(void) {
  long count = number("count");
  start_event_loop();
  watch(open_connection(), NULL, ignore_event, NULL);
  long kib = resident_kib(), threads = count_threads();
  start_measuring();
  for (long index = 0; index < count; ++index) watch(open_connection(), NULL, ignore_event, NULL);
  stop_measuring();
  usleep(500 * 1000);
  add_figure("grownKiB", (double)(resident_kib() - kib));
  add_figure("threads", (double)(count_threads() - threads));
  report(count, count);
}
