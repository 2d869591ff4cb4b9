// Event registrations of a libvirt that fires every event on request, with known values: the test driver
// fires only a few. Like libvirt, it frees what it passes once the callback has returned, calls back on
// another thread, and may free a registration long after its end. The declarations are libvirt's.
#include <pthread.h>
#include <stdio.h>
#include <string.h>

typedef void (*free_callback)(void *opaque);
typedef void (*generic_callback)(void);

struct typed_parameter {
  char field[80];
  int type;
  union {
    int i;
    unsigned int ui;
    long long l;
    unsigned long long ul;
    double d;
    char b;
    char *s;
  } value;
};

struct graphics_address {
  int family;
  char *node;
  char *service;
};

struct graphics_identity {
  char *type;
  char *name;
};

struct graphics_subject {
  int length;
  struct graphics_identity *identities;
};

extern int virConnectRef(void *);
extern int virConnectClose(void *);
extern void *virDomainLookupByName(void *, const char *);
extern int virDomainFree(void *);
extern void *virNetworkLookupByName(void *, const char *);
extern int virNetworkFree(void *);
extern void *virStoragePoolLookupByName(void *, const char *);
extern int virStoragePoolFree(void *);
extern void *virNodeDeviceLookupByName(void *, const char *);
extern int virNodeDeviceFree(void *);

// The test driver has no secrets: this is the only one.
static int secret;
int virSecretRef(void *object) { return object == &secret ? 0 : -1; }
int virSecretFree(void *object) { return object == &secret ? 0 : -1; }
int virSecretGetUUIDString(void *object, char *text) {
  strcpy(text, "6f3a1f1e-0000-4000-8000-000000000001");
  return object == &secret ? 0 : -1;
}

enum family { DOMAIN, NETWORK, POOL, DEVICE, SECRET };

struct registration {
  enum family family;
  void *conn;
  int event;
  generic_callback callback;
  void *opaque;
  free_callback free;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn = PTHREAD_COND_INITIALIZER;
static unsigned long ordered, done;
static struct registration *registrations[1000];
static int count;

// Strings that are freed once the callback has returned.
static char *lent[16];
static int lent_count;
static int without_texts;

static char *lend(const char *text) {
  return without_texts ? NULL : (lent[lent_count++] = strdup(text));
}

static void free_lent(void) {
  while (lent_count > 0) {
    char *text = lent[--lent_count];
    memset(text, '!', strlen(text));
    free(text);
  }
}

#define CALL(types, ...) ((void (*) types)each->callback)(each->conn, object, __VA_ARGS__)

static struct typed_parameter text(const char *name, const char *value) {
  struct typed_parameter made = {.type = 7, .value.s = lend(value)};
  strcpy(made.field, name);
  return made;
}

static struct typed_parameter number(const char *name, int type, unsigned long long value) {
  struct typed_parameter made = {.type = type};
  if (type == 1) made.value.i = (int)value;
  else if (type == 6) made.value.b = (char)value;
  else made.value.ul = value;
  strcpy(made.field, name);
  return made;
}

static void fire_domain(struct registration *each, void *object, int round) {
  void *opaque = each->opaque;
  switch (each->event) {
    case 0:  // lifecycle
      ((int (*)(void *, void *, int, int, void *))each->callback)(each->conn, object, 5, 2, opaque);
      break;
    case 1:  // reboot
    case 7:  // control error
      CALL((void *, void *, void *), opaque);
      break;
    case 2:  // RTC change
      CALL((void *, void *, long long, void *), -9007199254740993LL, opaque);
      break;
    case 3:  // watchdog
      CALL((void *, void *, int, void *), 4, opaque);
      break;
    case 4:  // I/O error
      CALL((void *, void *, const char *, const char *, int, void *), lend("/srv/disk"),
           lend("virtio-disk0"), 1, opaque);
      break;
    case 5: {  // graphics
      struct graphics_address local = {0, lend("127.0.0.1"), lend("5900")};
      struct graphics_address remote = {2, lend("/run/socket"), lend("")};
      struct graphics_identity identities[] = {{lend("x509dname"), lend("CN=me")},
                                               {lend("saslUsername"), lend("m\u00fc")}};
      struct graphics_subject subject = {2, identities};
      CALL((void *, void *, int, void *, void *, const char *, void *, void *), 1,
           without_texts ? NULL : &local, &remote, lend("vencrypt"),
           without_texts ? NULL : &subject, opaque);
      break;
    }
    case 6:  // I/O error with its reason
      CALL((void *, void *, const char *, const char *, int, const char *, void *),
           lend("/srv/disk"), lend("virtio-disk0"), 2, lend("enospc"), opaque);
      break;
    case 8:   // block job
    case 16:  // block job 2
      CALL((void *, void *, const char *, int, int, void *),
           lend(each->event == 8 ? "/srv/disk" : "vda"), 4, 3, opaque);
      break;
    case 9:  // disk change
      CALL((void *, void *, const char *, const char *, const char *, int, void *), lend("/old"),
           lend("/new"), lend("ide0-1-0"), 1, opaque);
      break;
    case 10:  // tray change
      CALL((void *, void *, const char *, int, void *), lend("ide0-1-0"), 1, opaque);
      break;
    case 11:  // wakeup
    case 12:  // suspend
    case 14:  // suspend to disk
      CALL((void *, void *, int, void *), each->event, opaque);
      break;
    case 13:  // balloon change
      CALL((void *, void *, unsigned long long, void *), 18446744073709551615ULL, opaque);
      break;
    case 15:  // device removed
    case 19:  // device added
    case 22:  // device removal failed
      CALL((void *, void *, const char *, void *), lend("net1"), opaque);
      break;
    case 17: {  // tunable
      struct typed_parameter parameters[] = {
          number("cputune.cpu_shares", 4, 2048),
          number("cputune.emulator_quota", 3, (unsigned long long)-1),
          text("cputune.vcpupin0", "0-2,^1"),
          text("cputune.vcpupin12", "3"),
          text("cputune.emulatorpin", "1"),
          text("cputune.iothreadpin7", "0,2"),
          text("blkdeviotune.disk", "vda"),
          number("blkdeviotune.total_bytes_sec", 4, 1ULL << 40),
          text("blkdeviotune.group_name", "group"),
          number("newer.tunable", 2, 3),
      };
      CALL((void *, void *, struct typed_parameter *, int, void *), parameters,
           (int)(sizeof(parameters) / sizeof(*parameters)), opaque);
      break;
    }
    case 18:  // agent lifecycle
      CALL((void *, void *, int, int, void *), 2, 1, opaque);
      break;
    case 20:  // migration iteration
      CALL((void *, void *, int, void *), round, opaque);
      break;
    case 21: {  // job completed
      struct typed_parameter parameters[] = {
          number("time_elapsed", 4, 1ULL << 60),
          number("operation", 1, 5),
          number("success", 6, 0),
          text("errmsg", "no space left"),
          number("newer", 3, (unsigned long long)-2),
      };
      CALL((void *, void *, struct typed_parameter *, int, void *), parameters,
           (int)(sizeof(parameters) / sizeof(*parameters)), opaque);
      break;
    }
    case 23:  // metadata change
      CALL((void *, void *, int, const char *, void *), 2, lend("http://example.org/"), opaque);
      break;
    case 24:  // block threshold
      CALL((void *, void *, const char *, const char *, unsigned long long, unsigned long long,
            void *),
           lend("vda[1]"), lend("/srv/disk"), 1ULL << 53, 3ULL, opaque);
      break;
    case 25:  // memory failure
      CALL((void *, void *, int, int, unsigned int, void *), 1, 2, 0x80000001u, opaque);
      break;
    case 26:  // size of a memory device
      CALL((void *, void *, const char *, unsigned long long, void *), lend("ua-virtiomem0"),
           131072ULL, opaque);
      break;
    case 27:  // MAC change
      CALL((void *, void *, const char *, const char *, const char *, void *), lend("net0"),
           lend("52:54:00:00:00:01"), lend("52:54:00:00:00:02"), opaque);
      break;
    case 28:  // virtual CPU removed
      CALL((void *, void *, unsigned int, void *), 4294967295u, opaque);
      break;
    case 29:  // channel lifecycle
      CALL((void *, void *, const char *, int, int, void *), lend("org.qemu.guest_agent.0"), 1, 2,
           opaque);
      break;
  }
}

// The other classes have three signatures in total.
static void fire_other(struct registration *each, void *object) {
  void *opaque = each->opaque;
  if (each->event == 0) {
    CALL((void *, void *, int, int, void *), 1, 7, opaque);
  } else if (each->family == NETWORK) {
    CALL((void *, void *, int, const char *, void *), 2, lend("http://example.org/"), opaque);
  } else {
    CALL((void *, void *, void *), opaque);
  }
}

static void fire(struct registration *each, int round) {
  void *object = NULL;
  switch (each->family) {
    case DOMAIN:
      object = virDomainLookupByName(each->conn, "test");
      fire_domain(each, object, round);
      virDomainFree(object);
      break;
    case NETWORK:
      object = virNetworkLookupByName(each->conn, "default");
      fire_other(each, object);
      virNetworkFree(object);
      break;
    case POOL:
      object = virStoragePoolLookupByName(each->conn, "default-pool");
      fire_other(each, object);
      virStoragePoolFree(object);
      break;
    case DEVICE:
      object = virNodeDeviceLookupByName(each->conn, "computer");
      fire_other(each, object);
      virNodeDeviceFree(object);
      break;
    case SECRET:
      object = &secret;
      fire_other(each, object);
      break;
  }
  free_lent();
}

struct order {
  unsigned long number;
  unsigned long rounds;
  int without_texts;
};

static void *fire_all(void *opaque) {
  struct order order = *(struct order *)opaque;
  free(opaque);
  pthread_mutex_lock(&mutex);
  while (order.number != done) pthread_cond_wait(&turn, &mutex);
  pthread_mutex_unlock(&mutex);
  for (unsigned long round = 0; round < order.rounds; ++round) {
    pthread_mutex_lock(&mutex);
    without_texts = order.without_texts;
    for (int index = 0; index < count; ++index) {
      if (registrations[index]) fire(registrations[index], (int)round);
    }
    pthread_mutex_unlock(&mutex);
  }
  pthread_mutex_lock(&mutex);
  ++done;
  pthread_cond_broadcast(&turn);
  pthread_mutex_unlock(&mutex);
  return NULL;
}

// Requests `rounds` of all registered events; with the flag 1, without strings. Requests are served in
// order.
int virDomainMigrateSetMaxSpeed(void *domain, unsigned long rounds, unsigned int flags) {
  (void)domain;
  struct order *order = malloc(sizeof(*order));
  pthread_mutex_lock(&mutex);
  *order = (struct order){ordered++, rounds, flags & 1};
  pthread_mutex_unlock(&mutex);
  pthread_t thread;
  pthread_create(&thread, NULL, fire_all, order);
  pthread_detach(thread);
  return 0;
}

static int add(enum family family, void *conn, int event, generic_callback callback, void *opaque,
               free_callback free) {
  struct registration *made = malloc(sizeof(*made));
  *made = (struct registration){family, conn, event, callback, opaque, free};
  virConnectRef(conn);
  pthread_mutex_lock(&mutex);
  const int id = count++;
  registrations[id] = made;
  pthread_mutex_unlock(&mutex);
  return id;
}

static int end(void *conn, int id) {
  (void)conn;
  pthread_mutex_lock(&mutex);
  struct registration *ended = registrations[id];
  registrations[id] = NULL;
  pthread_mutex_unlock(&mutex);
  if (!ended) return -1;
  ended->free(ended->opaque);
  virConnectClose(ended->conn);
  free(ended);
  return 0;
}

#define CLASS(name, family)                                                                       \
  int virConnect##name##EventRegisterAny(void *conn, void *object, int event,                     \
                                         generic_callback callback, void *opaque,                 \
                                         free_callback free) {                                    \
    (void)object;                                                                                 \
    return add(family, conn, event, callback, opaque, free);                                      \
  }                                                                                               \
  int virConnect##name##EventDeregisterAny(void *conn, int id) { return end(conn, id); }

CLASS(Domain, DOMAIN)
CLASS(Network, NETWORK)
CLASS(StoragePool, POOL)
CLASS(NodeDevice, DEVICE)
CLASS(Secret, SECRET)
