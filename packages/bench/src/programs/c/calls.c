// Single calls on one domain, and the opening of connections.
#include "program.h"

#include <stdlib.h>
#include <string.h>

static void get_info(long index, void *domain) {
  virDomainInfo info;
  (void)index;
  if (virDomainGetInfo(domain, &info) != 0) fail("virDomainGetInfo");
}

static virDomainPtr first_of(virConnectPtr conn) {
  virDomainPtr *domains;
  if (list_domains(conn, &domains) < 1) fail("finding a domain");
  return domains[0];
}

void calls(void) {
  if (number("loop")) start_event_loop();
  virDomainPtr domain = first_of(open_connection());
  long count = number("count");
  in_flight(count / 10, number("in_flight"), get_info, domain);
  start_measuring();
  in_flight(count, number("in_flight"), get_info, domain);
  stop_measuring();
  report(count, count);
}

void names(void) {
  virDomainPtr domain = first_of(open_connection());
  long count = number("count"), seen = 0;
  start_measuring();
  for (long index = 0; index < count; ++index) seen += (long)strlen(virDomainGetName(domain));
  stop_measuring();
  report(count, seen);
}

void opens(void) {
  long count = number("count");
  start_event_loop();
  for (long index = -count / 10; index < count; ++index) {
    if (index == 0) start_measuring();
    virConnectPtr conn = open_connection();
    if (virConnectClose(conn) != 0) fail("virConnectClose");
  }
  stop_measuring();
  report(count, count);
}

void memory(void) {
  virDomainPtr domain = first_of(open_connection());
  long count = number("count"), warm_up = number("warm_up"), before = 0;
  for (long index = -warm_up; index < count; ++index) {
    if (index == 0) {
      before = resident_kib();
      start_measuring();
    }
    char *description = virDomainGetXMLDesc(domain, 0);
    if (!description) fail("virDomainGetXMLDesc");
    free(description);
  }
  stop_measuring();
  add_figure("grownKiB", (double)(resident_kib() - before));
  report(count, count);
}

void first_domain(void) {
  start_measuring();
  virDomainPtr domain = first_of(open_connection());
  long seen = (long)strlen(virDomainGetName(domain));
  stop_measuring();
  report(1, seen);
}
