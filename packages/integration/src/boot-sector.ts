// The guest of these tests: a boot sector that echoes the first serial port, except for a few
// letters that are commands. It sleeps between the ticks of the clock, so that it needs little CPU
// time.

/** The letters that are commands; the guest echoes every other byte. */
export const Command = {
  /** Answers `u` once the port of the guest agent is open. */
  OPEN_AGENT_PORT: 'U',
  /** Turns the power off. */
  POWER_OFF: 'Q',
  /** Sleeps (ACPI S3). */
  SUSPEND: 'S',
  /** Writes one sector of its disk, 64 KiB behind the one before, and answers `w`. */
  WRITE_DISK: 'W',
  /** Changes 512 KiB of its memory on each tick of the clock, until the next byte arrives. */
  CHANGE_MEMORY: 'M',
  /** Reports a crash to the pvpanic device. */
  PANIC: 'P',
} as const;

const ORIGIN = 0x7c00;
const SECTOR = 512;
/** Address of the queue to the virtio serial device, which the guest loads from its disk. */
const QUEUE = 0x8000;
/** Offset in it of the list of messages to send; the device has room for 32 or fewer. */
const SENT = 32 * 16;

type Line = string | readonly (number | readonly ['near' | 'short' | 'address', string])[];

const address = (label: string) => ['address', label] as const;
const near = (label: string) => ['near', label] as const;
const short = (label: string) => ['short', label] as const;
const word = (value: number) => [value & 0xff, value >> 8];
const char = (text: string) => text.charCodeAt(0);

/** A conditional jump to a distant label, for which the 8086 has no instruction. */
const jumpIfEqual = (label: string): Line => [0x75, 3, 0xe9, near(label)]; // jne +3; jmp label

const program: readonly Line[] = [
  [0x31, 0xc0], //              xor ax, ax
  [0x8e, 0xd8], //              mov ds, ax
  [0x8e, 0xc0], //              mov es, ax
  [0x8e, 0xd0], //              mov ss, ax
  [0xbc, ...word(ORIGIN)], //   mov sp, ORIGIN
  // The queue, from the two sectors behind this one.
  [0xb8, 0x02, 0x02], //        mov ax, 0x0202
  [0xb9, 0x02, 0x00], //        mov cx, 2
  [0xb6, 0x00], //              mov dh, 0
  [0xbb, ...word(QUEUE)], //    mov bx, QUEUE
  [0xcd, 0x13], //              int 0x13
  // Let the power button set its bit in the ACPI status register.
  [0xba, ...word(0x602)], //    mov dx, 0x602
  [0xb8, ...word(0x100)], //    mov ax, 0x100
  [0xef], //                    out dx, ax
  [0xbe, address('hello')], //  mov si, hello
  'greet',
  [0xac], //                    lodsb
  [0x84, 0xc0], //              test al, al
  [0x74, short('wait')], //     jz wait
  [0xe8, near('send')], //      call send
  [0xeb, short('greet')], //    jmp greet

  'wait',
  [0xfb, 0xf4], //              sti; hlt
  'look',
  // The power button.
  [0xba, ...word(0x600)], //    mov dx, 0x600
  [0xed], //                    in ax, dx
  [0xf6, 0xc4, 0x01], //        test ah, 1
  [0x74, 3, 0xe9, near('off')], // jz +3; jmp off
  // Devices to be unplugged: writing back each bit that was read releases one.
  [0xba, ...word(0xae04)], //   mov dx, 0xae04
  [0x66, 0xed], //              in eax, dx
  [0xb2, 0x08], //              mov dl, 8
  [0x66, 0xef], //              out dx, eax
  // The keyboard.
  [0xb4, 0x01, 0xcd, 0x16], //  mov ah, 1; int 0x16
  [0x74, short('serial')], //   jz serial
  [0xb4, 0x00, 0xcd, 0x16], //  mov ah, 0; int 0x16
  [0xe8, near('send')], //      call send
  'serial',
  [0xba, ...word(0x3fd)], //    mov dx, 0x3fd
  [0xec], //                    in al, dx
  [0xa8, 0x01], //              test al, 1
  [0x74, short('wait')], //     jz wait
  [0xb2, 0xf8], //              mov dl, 0xf8
  [0xec], //                    in al, dx
  [0x3c, char(Command.POWER_OFF)],
  jumpIfEqual('off'),
  [0x3c, char(Command.SUSPEND)],
  jumpIfEqual('suspend'),
  [0x3c, char(Command.WRITE_DISK)],
  jumpIfEqual('write'),
  [0x3c, char(Command.CHANGE_MEMORY)],
  jumpIfEqual('change'),
  [0x3c, char(Command.PANIC)],
  jumpIfEqual('panic'),
  [0x3c, char(Command.OPEN_AGENT_PORT)],
  jumpIfEqual('open'),
  'answer',
  [0xe8, near('send')], //      call send
  [0xe9, near('look')], //      jmp look

  'off',
  [0xb8, ...word(0x2000)], //   mov ax, 0x2000
  [0xeb, short('power')], //    jmp power
  'suspend',
  [0xb8, ...word(0x2400)], //   mov ax, 0x2400
  'power',
  [0xba, ...word(0x604)], //    mov dx, 0x604
  [0xef], //                    out dx, ax
  [0xe9, near('wait')], //      jmp wait

  'panic',
  [0xba, ...word(0x505)], //    mov dx, 0x505
  [0xb0, 0x01], //              mov al, 1
  [0xee], //                    out dx, al
  [0xe9, near('wait')], //      jmp wait

  'write',
  [0xb8, ...word(0x4300)], //   mov ax, 0x4300
  [0xb2, 0x80], //              mov dl, 0x80
  [0xbe, address('packet')], // mov si, packet
  [0xcd, 0x13], //              int 0x13
  [0x81, 0x06, address('block'), ...word(128)], // add word [block], 128
  [0xb0, char('w')], //         mov al, 'w'
  [0xe9, near('answer')], //    jmp answer

  'change',
  [0xbb, ...word(0x1000)], //   mov bx, 0x1000
  'page',
  [0x8e, 0xc3], //              mov es, bx
  [0x26, 0xfe, 0x06, 0, 0], //  inc byte [es:0]
  [0x81, 0xc3, ...word(0x100)], // add bx, 0x100
  [0x81, 0xfb, ...word(0x9000)], // cmp bx, 0x9000
  [0x72, short('page')], //     jb page
  [0xf4], //                    hlt
  [0xba, ...word(0x3fd)], //    mov dx, 0x3fd
  [0xec], //                    in al, dx
  [0xa8, 0x01], //              test al, 1
  [0x74, short('change')], //   jz change
  [0xe9, near('look')], //      jmp look

  // The virtio serial device, through its legacy registers: reports that its port 1 is open.
  'open',
  [0xb8, ...word(0xb102)], //   mov ax, 0xb102        find a PCI device
  [0xb9, ...word(0x1003)], //   mov cx, 0x1003
  [0xba, ...word(0x1af4)], //   mov dx, 0x1af4
  [0x31, 0xf6], //              xor si, si
  [0xcd, 0x1a], //              int 0x1a
  [0xb8, ...word(0xb10c)], //   mov ax, 0xb10c        let it read memory
  [0xbf, ...word(4)], //        mov di, 4
  [0xb9, ...word(7)], //        mov cx, 7
  [0xcd, 0x1a], //              int 0x1a
  [0xb8, ...word(0xb109)], //   mov ax, 0xb109        read where its ports are
  [0xbf, ...word(0x10)], //     mov di, 0x10
  [0xcd, 0x1a], //              int 0x1a
  [0x89, 0xcd], //              mov bp, cx
  [0x83, 0xe5, 0xfc], //        and bp, ~3
  [0x8d, 0x56, 18], //          lea dx, [bp + 18]     status: a driver is here
  [0xb0, 0x03, 0xee], //        mov al, 3; out dx, al
  [0x8d, 0x56, 4], //           lea dx, [bp + 4]      features: several ports
  [0x66, 0xb8, 2, 0, 0, 0], //  mov eax, 2
  [0x66, 0xef], //              out dx, eax
  [0x8d, 0x56, 14], //          lea dx, [bp + 14]     queue 3: control messages
  [0xb8, ...word(3), 0xef], //  mov ax, 3; out dx, ax
  [0x8d, 0x56, 12], //          lea dx, [bp + 12]     how many messages it may have
  [0xed], //                    in ax, dx
  [0xc1, 0xe0, 4], //           shl ax, 4
  [0x05, ...word(QUEUE)], //    add ax, QUEUE         behind so many is which are sent
  [0x97], //                    xchg ax, di
  [0xbe, ...word(QUEUE + SENT)], // mov si, QUEUE + SENT
  [0xb9, ...word(10)], //       mov cx, 10
  [0x1e, 0x07], //              push ds; pop es
  [0xf3, 0xa4], //              rep movsb
  [0x8d, 0x56, 8], //           lea dx, [bp + 8]      the page where it is
  [0x66, 0xb8, QUEUE >> 12, 0, 0, 0], // mov eax, QUEUE >> 12
  [0x66, 0xef], //              out dx, eax
  [0x8d, 0x56, 18], //          lea dx, [bp + 18]     status: ready
  [0xb0, 0x07, 0xee], //        mov al, 7; out dx, al
  [0x8d, 0x56, 16], //          lea dx, [bp + 16]     there are messages in queue 3
  [0xb8, ...word(3), 0xef], //  mov ax, 3; out dx, ax
  [0xb0, char('u')], //         mov al, 'u'
  [0xe9, near('answer')], //    jmp answer

  'send',
  [0x50], //                    push ax
  [0xba, ...word(0x3fd)], //    mov dx, 0x3fd
  'full',
  [0xec], //                    in al, dx
  [0xa8, 0x20], //              test al, 0x20
  [0x74, short('full')], //     jz full
  [0x58], //                    pop ax
  [0xb2, 0xf8], //              mov dl, 0xf8
  [0xee], //                    out dx, al
  [0xc3], //                    ret

  'hello',
  [...Buffer.from('ready\r\n\0')],
  // Which sectors of the disk int 0x13 writes, and from where.
  'packet',
  [16, 0, ...word(1), ...word(ORIGIN), ...word(0)],
  'block',
  [...word(2048), 0, 0, 0, 0, 0, 0],
];

/** Resolves the labels and writes their addresses into the code. */
function assemble(lines: readonly Line[]): Buffer {
  const labels = new Map<string, number>();
  const sizeOf = (item: number | readonly string[]) =>
    typeof item === 'number' || item[0] === 'short' ? 1 : 2;
  let place = ORIGIN;
  for (const line of lines) {
    if (typeof line === 'string') labels.set(line, place);
    else place += line.map(sizeOf).reduce((sum, size) => sum + size, 0);
  }

  const code: number[] = [];
  for (const item of lines.filter((line) => typeof line !== 'string').flat()) {
    if (typeof item === 'number') {
      code.push(item);
      continue;
    }
    const [kind, label] = item;
    const target = labels.get(label)!;
    const distance = target - (ORIGIN + code.length + sizeOf(item));
    if (kind === 'short' && Math.abs(distance) > 127) throw new RangeError(`${label} is too far`);
    if (kind === 'short') code.push(distance & 0xff);
    else code.push(...word((kind === 'near' ? distance : target) & 0xffff));
  }
  return Buffer.from(code);
}

/** The virtio queue of three messages: the device is ready, port 1 is ready, port 1 is open. */
function queue(): Buffer {
  const page = Buffer.alloc(2 * SECTOR);
  const messages = 0x300;
  [0, 3, 6].forEach((event, index) => {
    page.writeUInt32LE(QUEUE + messages + 8 * index, 16 * index);
    page.writeUInt32LE(8, 16 * index + 8);
    page.writeUInt16LE(index, SENT + 4 + 2 * index);
    page.writeUInt32LE(1, messages + 8 * index);
    page.writeUInt16LE(event, messages + 8 * index + 4);
    page.writeUInt16LE(1, messages + 8 * index + 6);
  });
  page.writeUInt16LE(3, SENT + 2);
  return page;
}

/** The beginning of a disk from which the guest boots. */
export function bootSector(): Buffer {
  const sector = Buffer.alloc(SECTOR);
  const code = assemble(program);
  if (code.length > SECTOR - 2) throw new RangeError(`the boot sector has ${code.length} bytes`);
  code.copy(sector);
  sector.writeUInt16LE(0xaa55, SECTOR - 2);
  return Buffer.concat([sector, queue()]);
}
