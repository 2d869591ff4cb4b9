// Written by scripts/standard-library.ts from Go trees.

/** Known operating systems. */
export const systems =
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos';

/** Those that count as Unix. */
export const unixSystems =
  'aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris';

/** Known processors. */
export const architectures =
  '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm';

/** The newest release that is known, in full. */
export const newestRelease = '1.27.3';

/** The oldest release that is known. */
export const oldestRelease = '1.11';

/** By release, from it on: experiments that are on, as `name=*`, `name=processors` or `name=!systems`. */
export const experiments: readonly (readonly [minor: number, tags: string])[] = [
  [
    19,
    'regabiwrappers=amd64,arm64,ppc64le,ppc64,riscv64 regabiargs=amd64,arm64,ppc64le,ppc64,riscv64',
  ],
  [
    21,
    'regabiwrappers=amd64,arm64,ppc64le,ppc64,riscv64 regabiargs=amd64,arm64,ppc64le,ppc64,riscv64 coverageredesign=*',
  ],
  [
    22,
    'regabiwrappers=amd64,arm64,ppc64le,ppc64,riscv64,loong64 regabiargs=amd64,arm64,ppc64le,ppc64,riscv64,loong64 coverageredesign=* allocheaders=* exectracer2=*',
  ],
  [
    23,
    'regabiwrappers=amd64,arm64,loong64,ppc64le,ppc64,riscv64 regabiargs=amd64,arm64,loong64,ppc64le,ppc64,riscv64 coverageredesign=*',
  ],
  [
    24,
    'regabiwrappers=amd64,arm64,loong64,ppc64le,ppc64,riscv64 regabiargs=amd64,arm64,loong64,ppc64le,ppc64,riscv64 coverageredesign=* aliastypeparams=* swissmap=* spinbitmutex=386,amd64,arm,arm64,ppc64le,ppc64 synchashtriemap=*',
  ],
  [
    26,
    'regabiwrappers=amd64,arm64,loong64,ppc64le,ppc64,riscv64,s390x regabiargs=amd64,arm64,loong64,ppc64le,ppc64,riscv64,s390x dwarf5=!darwin,ios,aix randomizedheapbase64=* greenteagc=*',
  ],
  [
    27,
    'regabiwrappers=amd64,arm64,loong64,ppc64le,ppc64,riscv64,s390x regabiargs=amd64,arm64,loong64,ppc64le,ppc64,riscv64,s390x dwarf5=!darwin,ios,aix randomizedheapbase64=* greenteagc=* jsonv2=* sizespecializedmalloc=*',
  ],
];
