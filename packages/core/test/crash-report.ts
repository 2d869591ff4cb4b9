import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Builds a library that, preloaded, prints who crashed: the file of the innermost code on the stack that
 * is none of libc's or libstdc++'s, as `crashed in FILE`. V8 crashes without a word when it has no memory.
 * @param directory where to build it
 * @returns its path
 */
export function buildCrashReport(directory: string): string {
  const source = join(directory, 'crash-report.c');
  const library = join(directory, 'crash-report.so');
  writeFileSync(
    source,
    `#define _GNU_SOURCE
#include <dlfcn.h>
#include <execinfo.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
static void *frames[64];
static char stack[65536];
static void print(const char *text) { if (write(2, text, strlen(text)) < 0) return; }
static void report(int number) {
  const int count = backtrace(frames, 64);
  signal(number, SIG_DFL);
  for (int index = 0; index < count; ++index) {
    Dl_info info;
    if (!dladdr(frames[index], &info) || !info.dli_fname) continue;
    const char *file = strrchr(info.dli_fname, '/');
    file = file ? file + 1 : info.dli_fname;
    if (!strcmp(file, "crash-report.so") || !strncmp(file, "libc.so", 7) || !strncmp(file, "libstdc++", 9)) continue;
    print("crashed in ");
    print(file);
    print("\\n");
    break;
  }
  raise(number);
}
__attribute__((constructor)) static void start(void) {
  const stack_t own = { .ss_sp = stack, .ss_size = sizeof(stack) };
  struct sigaction action = { .sa_handler = report, .sa_flags = SA_ONSTACK | SA_NODEFER };
  sigaltstack(&own, 0);
  sigaction(SIGSEGV, &action, 0);
  sigaction(SIGABRT, &action, 0);
  /* The first call allocates memory. */
  backtrace(frames, 1);
}
`,
  );
  execFileSync('cc', ['-shared', '-fPIC', '-o', library, source, '-ldl']);
  return library;
}
