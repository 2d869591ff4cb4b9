// Lists, XML and statistics of all domains of a connection.
#include "program.h"

#include <stdatomic.h>
#include <stdlib.h>

struct seen {
  virDomainPtr *domains;
  atomic_long count;
};

static void describe(long index, void *data) {
  struct seen *seen = data;
  virDomainPtr domain = seen->domains[index];
  virDomainInfo info;
  char uuid[VIR_UUID_STRING_BUFLEN];
  if (!virDomainGetName(domain) || virDomainGetUUIDString(domain, uuid) != 0 ||
      virDomainGetID(domain) == (unsigned)-1 || virDomainGetInfo(domain, &info) != 0) {
    fail("describing a domain");
  }
  ++seen->count;
}

static void get_xml(long index, void *data) {
  struct seen *seen = data;
  char *description = virDomainGetXMLDesc(seen->domains[index], 0);
  if (!description) fail("virDomainGetXMLDesc");
  free(description);
  ++seen->count;
}

static void repeat(void (*each)(long, void *), bool list_every_time) {
  virConnectPtr conn;
  struct seen seen = {0};
  int domains = 0;
  long count = number("count");
  if (number("loop")) start_event_loop();
  conn = open_connection();
  for (long index = -1; index < count; ++index) {
    if (index == 0) {
      seen.count = 0;
      start_measuring();
    }
    if (list_every_time || index < 0) domains = list_domains(conn, &seen.domains);
    in_flight(domains, number("in_flight"), each, &seen);
    if (!list_every_time) continue;
    for (int domain = 0; domain < domains; ++domain) virDomainFree(seen.domains[domain]);
    free(seen.domains);
  }
  stop_measuring();
  report(count, seen.count);
}

void list(void) { repeat(describe, true); }
void xml(void) { repeat(get_xml, false); }

static volatile double sum;

static void read_all(virTypedParameterPtr params, int count) {
  for (int index = 0; index < count; ++index) {
    virTypedParameterPtr each = &params[index];
    switch (each->type) {
      case VIR_TYPED_PARAM_INT: sum += each->value.i; break;
      case VIR_TYPED_PARAM_UINT: sum += each->value.ui; break;
      case VIR_TYPED_PARAM_LLONG: sum += (double)each->value.l; break;
      case VIR_TYPED_PARAM_ULLONG: sum += (double)each->value.ul; break;
      case VIR_TYPED_PARAM_DOUBLE: sum += each->value.d; break;
      case VIR_TYPED_PARAM_BOOLEAN: sum += each->value.b; break;
      case VIR_TYPED_PARAM_STRING: sum += each->value.s[0]; break;
    }
  }
}

void statistics(void) {
  long count = number("count"), seen = 0;
  start_event_loop();
  virConnectPtr conn = open_connection();
  for (long index = -2; index < count; ++index) {
    if (index == 0) {
      seen = 0;
      start_measuring();
    }
    virDomainStatsRecordPtr *records;
    int domains = virConnectGetAllDomainStats(conn, 0, &records, 0);
    if (domains < 0) fail("virConnectGetAllDomainStats");
    for (int domain = 0; domain < domains; ++domain) {
      read_all(records[domain]->params, records[domain]->nparams);
    }
    seen += domains;
    virDomainStatsRecordListFree(records);
  }
  stop_measuring();
  report(count, seen);
}
