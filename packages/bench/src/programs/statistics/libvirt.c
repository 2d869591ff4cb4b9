// A libvirt.so.0 whose virConnectGetAllDomainStats returns 83 fields for every domain, like QEMU for a
// domain with 4 CPUs, 2 interfaces and 2 disks. The test driver returns only nine. All other functions
// are those of the real library, with which it is linked.
#include <libvirt/libvirt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS = 83 };

static virTypedParameter fields[FIELDS];
static int filled;

static virTypedParameterPtr add(int type, const char *name) {
  virTypedParameterPtr field = &fields[filled++];
  field->type = type;
  strcpy(field->field, name);
  return field;
}

static void add_state(const char *name, int value) { add(VIR_TYPED_PARAM_INT, name)->value.i = value; }
static void add_count(const char *name, unsigned value) {
  add(VIR_TYPED_PARAM_UINT, name)->value.ui = value;
}
static void add_sum(const char *name) {
  add(VIR_TYPED_PARAM_ULLONG, name)->value.ul = 123456789012345ull + (unsigned)filled;
}
static void add_text(const char *name, char *value) {
  add(VIR_TYPED_PARAM_STRING, name)->value.s = value;
}

// Adds `<group>.<index>.<name>` for each of the names.
static void add_sums(const char *group, int index, const char *const *names) {
  char name[VIR_TYPED_PARAM_FIELD_LENGTH];
  for (; *names; ++names) {
    snprintf(name, sizeof name, "%s.%d.%s", group, index, *names);
    add_sum(name);
  }
}

__attribute__((constructor)) static void fill(void) {
  static const char *const single[] = {
      "cpu.time", "cpu.user", "cpu.system", "balloon.current", "balloon.maximum",
      "balloon.swap_in", "balloon.swap_out", "balloon.major_fault", "balloon.minor_fault",
      "balloon.unused", "balloon.available", "balloon.usable", "balloon.last-update",
      "balloon.disk_caches", "balloon.rss", NULL};
  static const char *const cpu[] = {"time", "wait", "delay", NULL};
  static const char *const net[] = {"rx.bytes", "rx.pkts", "rx.errs", "rx.drop",
                                    "tx.bytes", "tx.pkts", "tx.errs", "tx.drop", NULL};
  static const char *const block[] = {"rd.reqs", "rd.bytes", "rd.times", "wr.reqs", "wr.bytes",
                                      "wr.times", "fl.reqs", "fl.times", "allocation", "capacity",
                                      "physical", NULL};
  char name[VIR_TYPED_PARAM_FIELD_LENGTH];
  add_state("state.state", 1);
  add_state("state.reason", 1);
  for (const char *const *each = single; *each; ++each) add_sum(*each);
  add_count("vcpu.current", 4);
  add_count("vcpu.maximum", 4);
  for (int index = 0; index < 4; ++index) {
    snprintf(name, sizeof name, "vcpu.%d.state", index);
    add_state(name, 1);
    add_sums("vcpu", index, cpu);
  }
  add_count("net.count", 2);
  for (int index = 0; index < 2; ++index) {
    snprintf(name, sizeof name, "net.%d.name", index);
    add_text(name, "vnet12");
    add_sums("net", index, net);
  }
  add_count("block.count", 2);
  for (int index = 0; index < 2; ++index) {
    snprintf(name, sizeof name, "block.%d.name", index);
    add_text(name, "vda");
    snprintf(name, sizeof name, "block.%d.path", index);
    add_text(name, "/var/lib/libvirt/images/some-domain.qcow2");
    snprintf(name, sizeof name, "block.%d.backingIndex", index);
    add_count(name, 1);
    add_sums("block", index, block);
  }
  if (filled != FIELDS) abort();
}

int virConnectGetAllDomainStats(virConnectPtr conn, unsigned types,
                                virDomainStatsRecordPtr **records, unsigned flags) {
  virDomainPtr *domains;
  int count = virConnectListAllDomains(conn, &domains, 0);
  (void)types, (void)flags;
  if (count < 0) return -1;
  *records = calloc((size_t)count + 1, sizeof **records);
  for (int index = 0; index < count; ++index) {
    virDomainStatsRecordPtr record = malloc(sizeof *record);
    record->dom = domains[index];
    record->nparams = FIELDS;
    record->params = malloc(sizeof fields);
    memcpy(record->params, fields, sizeof fields);
    for (int field = 0; field < FIELDS; ++field) {
      if (fields[field].type == VIR_TYPED_PARAM_STRING) {
        record->params[field].value.s = strdup(fields[field].value.s);
      }
    }
    (*records)[index] = record;
  }
  free(domains);
  return count;
}
