// Uploads and downloads a volume.
#include "program.h"

#include <stdlib.h>

enum { CHUNK = 1 << 20 };

static virStorageVolPtr find_volume(virConnectPtr conn) {
  virStoragePoolPtr pool = virStoragePoolLookupByName(conn, text("pool"));
  virStorageVolPtr volume = pool ? virStorageVolLookupByName(pool, text("volume")) : NULL;
  if (!volume) fail("finding the volume");
  return volume;
}

void upload(void) {
  long bytes = number("bytes");
  char *chunk = calloc(1, CHUNK);
  virConnectPtr conn = open_connection();
  virStorageVolPtr volume = find_volume(conn);
  virStreamPtr stream = virStreamNew(conn, 0);
  start_measuring();
  if (virStorageVolUpload(volume, stream, 0, 0, 0) != 0) fail("virStorageVolUpload");
  for (long sent = 0; sent < bytes;) {
    long left = bytes - sent, at = sent % CHUNK;
    long size = left < CHUNK - at ? left : CHUNK - at;
    int taken = virStreamSend(stream, chunk + at, (size_t)size);
    if (taken < 0) fail("virStreamSend");
    sent += taken;
  }
  if (virStreamFinish(stream) != 0) fail("virStreamFinish");
  stop_measuring();
  report(1, bytes);
}

void download(void) {
  char *chunk = malloc(CHUNK);
  virConnectPtr conn = open_connection();
  virStorageVolPtr volume = find_volume(conn);
  virStreamPtr stream = virStreamNew(conn, 0);
  long bytes = 0;
  start_measuring();
  if (virStorageVolDownload(volume, stream, 0, 0, 0) != 0) fail("virStorageVolDownload");
  for (int taken; (taken = virStreamRecv(stream, chunk, CHUNK)) != 0; bytes += taken) {
    if (taken < 0) fail("virStreamRecv");
  }
  if (virStreamFinish(stream) != 0) fail("virStreamFinish");
  stop_measuring();
  report(1, bytes);
}
