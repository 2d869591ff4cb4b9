import {
  bytes,
  callback,
  flagBits,
  handle,
  int32,
  int64,
  optionalString,
  uint32,
  uint64,
  upTo,
} from '../arguments.js';
import { REMOTE, remoteProcedures } from '../generated/protocol.js';
import { handles } from '../handles.js';
import { defineCalls } from '../loose.js';
import { StreamHandle } from '../streams.js';
import { nothing, STRING_MAX } from '../xdr/reader.js';

/** The flag of uploads and downloads that keeps holes. */
const SPARSE = 1;

/** Returns how much may be received. */
function sizeOf(value: unknown): number {
  const nbytes = upTo(0x7fff_ffff, 'nbytes', value);
  if (nbytes === 0) throw new RangeError('nbytes must be at least 1');
  return nbytes;
}

const streamOf = (value: unknown) => handle(StreamHandle, 'stream', value);

/** Makes a call that opens a stream on a volume. */
const transfer =
  (procedure: number) =>
  (
    vol_: unknown,
    stream_: unknown,
    offset_: unknown,
    length_: unknown,
    flags_: unknown,
  ): Promise<void> => {
    const vol = handle(handles.virStorageVol, 'vol', vol_);
    const stream = streamOf(stream_);
    const offset = uint64('offset', offset_);
    const length = uint64('length', length_);
    const flags = flagBits('flags', flags_);
    const write = (w: Parameters<typeof vol.write>[0]) => {
      vol.write(w);
      w.uhyper(offset);
      w.uhyper(length);
      w.uint(flags);
    };
    return stream.attach(REMOTE, procedure, write, nothing, (flags & SPARSE) !== 0);
  };

/** Makes a call that opens a stream to a device of a domain. */
const device =
  (procedure: number, nameOfDevice: string) =>
  (domain_: unknown, name_: unknown, stream_: unknown, flags_: unknown): Promise<void> => {
    const domain = handle(handles.virDomain, 'dom', domain_);
    const name = optionalString(nameOfDevice, name_);
    const stream = handle(StreamHandle, 'st', stream_);
    const flags = flagBits('flags', flags_);
    const write = (w: Parameters<typeof domain.write>[0]) => {
      domain.write(w);
      w.optionalString(name, STRING_MAX);
      w.uint(flags);
    };
    return stream.attach(REMOTE, procedure, write, nothing);
  };

export const streams = defineCalls({
  virStreamNew: (conn_, flags_) => {
    const conn = handle(handles.virConnect, 'conn', conn_);
    return Promise.resolve(new StreamHandle(conn.connection, flagBits('flags', flags_)));
  },
  virStreamFree: (stream) => {
    streamOf(stream).free();
    return Promise.resolve(0);
  },
  virStreamSend: (stream, data) => streamOf(stream).send(bytes('data', data)),
  virStreamSendHole: (stream_, length_, flags_) => {
    const stream = streamOf(stream_);
    stream.sendHole(int64('length', length_), flagBits('flags', flags_));
    return Promise.resolve();
  },
  virStreamRecv: (stream, nbytes) => streamOf(stream).receive(sizeOf(nbytes), 0),
  virStreamRecvFlags: (stream, nbytes, flags) =>
    streamOf(stream).receive(sizeOf(nbytes), flagBits('flags', flags)),
  virStreamRecvHole: (stream, flags) => {
    flagBits('flags', flags);
    return Promise.resolve(streamOf(stream).receiveHole());
  },
  virStreamFinish: (stream) => {
    return streamOf(stream).finish();
  },
  virStreamAbort: (stream) => {
    return streamOf(stream).abort();
  },
  virStreamEventAddCallback: (stream_, events, cb, nbytes, flags) => {
    const stream = streamOf(stream_);
    callback('cb', cb);
    stream.listen(
      int32('events', events),
      cb as (events: number, received?: Uint8Array) => void,
      uint32('nbytes', nbytes),
      flagBits('flags', flags),
    );
    return Promise.resolve();
  },
  virStreamEventUpdateCallback: (stream, events) => {
    streamOf(stream).arm(int32('events', events));
    return Promise.resolve();
  },
  virStreamEventRemoveCallback: (stream) => {
    streamOf(stream).unlisten();
    return Promise.resolve();
  },
  virStorageVolUpload: transfer(remoteProcedures.STORAGE_VOL_UPLOAD),
  virStorageVolDownload: transfer(remoteProcedures.STORAGE_VOL_DOWNLOAD),
  virDomainOpenConsole: device(remoteProcedures.DOMAIN_OPEN_CONSOLE, 'dev_name'),
  virDomainOpenChannel: device(remoteProcedures.DOMAIN_OPEN_CHANNEL, 'name'),
  virDomainScreenshot: (domain_, stream_, screen_, flags_) => {
    const domain = handle(handles.virDomain, 'domain', domain_);
    const stream = streamOf(stream_);
    const screen = uint32('screen', screen_);
    const flags = flagBits('flags', flags_);
    return stream.attach(
      REMOTE,
      remoteProcedures.DOMAIN_SCREENSHOT,
      (w) => {
        domain.write(w);
        w.uint(screen);
        w.uint(flags);
      },
      (r) => r.optionalString(STRING_MAX) ?? '',
    );
  },
});
