// Runs a file inside a container. libvirt's functions for that change the calling process, and a
// process can enter a user namespace only if it has one thread, which Node.js never has. So there
// are three processes:
//
//   helper    a Node.js process for this only; stays, and forwards signals
//   entering  its child, with one thread: enters security label, cgroup and namespaces; then stays,
//             and forwards signals, too
//   file      the child of that one, since only children are inside an entered PID namespace
//
// No other thread of the helper calls libvirt, so none holds one of its locks during the fork.
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "call/table.h"
#include "generated/handles.h"
#include "generated/symbols.h"
#include "libvirt/error.h"
#include "marshal/argument.h"
#include "marshal/list_kinds.h"

extern char** environ;

namespace libvirt {

namespace {

// ---- Signals ------------------------------------------------------------------------------------

// The process to which signals are forwarded; 0 until it exists. Signals that arrive before wait.
std::atomic<pid_t> child{0};
std::atomic<std::uint32_t> waiting{0};
static_assert(std::atomic<pid_t>::is_always_lock_free);

void Forward() {
  const pid_t to = child.load();
  if (to == 0) return;
  const auto signals = waiting.exchange(0);
  for (int each = 1; each < 32; ++each) {
    if (signals & (1u << each)) kill(to, each);
  }
}

void OnSignal(int number, siginfo_t* info, void*) {
  // A terminal signals the whole process group itself.
  if (info->si_code > 0) return;
  const int saved = errno;
  waiting |= 1u << number;
  Forward();
  errno = saved;
}

bool IsForwarded(int number) {
  switch (number) {
    case SIGKILL:
    case SIGSTOP:
    case SIGCHLD:
    // Caused by the process itself.
    case SIGSEGV:
    case SIGBUS:
    case SIGFPE:
    case SIGILL:
    case SIGTRAP:
    case SIGSYS:
    case SIGPIPE:
      return false;
    default:
      return true;
  }
}

// Forwards signals from here on. Signals that arrive meanwhile stay blocked until AdmitSignals, in
// a forked child, too. Unless kept, the destructor restores the previous handlers and mask.
class Forwarding {
 public:
  Forwarding() {
    struct sigaction action = {};
    action.sa_sigaction = OnSignal;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigfillset(&action.sa_mask);
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &mask_);
    for (int each = 1; each < 32; ++each) {
      if (IsForwarded(each)) sigaction(each, &action, &actions_[each]);
    }
  }
  Forwarding(const Forwarding&) = delete;
  Forwarding& operator=(const Forwarding&) = delete;
  ~Forwarding() {
    if (kept_) return;
    for (int each = 1; each < 32; ++each) {
      if (IsForwarded(each)) sigaction(each, &actions_[each], nullptr);
    }
    pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
  }

  void Keep() { kept_ = true; }

 private:
  sigset_t mask_;
  struct sigaction actions_[32] = {};
  bool kept_ = false;
};

void BlockSignals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

void AdmitSignals() {
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

void ResetSignals() {
  for (int each = 1; each < 32; ++each) signal(each, SIG_DFL);
  AdmitSignals();
}

// ---- Processes ----------------------------------------------------------------------------------

void DieWithParent() {
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

class File {
 public:
  explicit File(int file) : file_(file) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { Close(); }

  int get() const { return file_; }
  void Close() {
    if (file_ >= 0) close(std::exchange(file_, -1));
  }

 private:
  int file_;
};

// A process this young has no descriptors beyond.
constexpr int kEndOfFiles = 65536;

// Passes these descriptors on to the executed file, and no others.
void PassOnly(const std::vector<int>& passed) {
  for (int file = 0; file < kEndOfFiles; ++file) fcntl(file, F_SETFD, FD_CLOEXEC);
  for (const int file : passed) fcntl(file, F_SETFD, 0);
}

// Waits for the other process and ends this one with the same status or signal.
[[noreturn]] void EndLike(pid_t other) {
  child.store(other);
  AdmitSignals();
  Forward();
  siginfo_t info;
  while (waitid(P_PID, other, &info, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
  }
  // From here on its PID may be reused.
  child.store(0);
  int status = 0;
  while (waitpid(other, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) {
    const rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    const int number = WTERMSIG(status);
    signal(number, SIG_DFL);
    raise(number);
    _exit(128 + number);
  }
  _exit(WEXITSTATUS(status));
}

// ---- Failures in the forked processes -----------------------------------------------------------

// A system call: name and errno. Otherwise an error of libvirt.
struct Failure {
  std::string call;
  int number = 0;
  Error error;
};

struct FailureHead {
  int number;
  int code;
  int domain;
  int level;
};

// Writes a failure, in one write. If the file was executed, nothing is written.
void Report(int pipe, const Failure& failure) {
  const auto& text = failure.number ? failure.call : failure.error.message;
  const FailureHead head = {failure.number, failure.error.code, failure.error.domain,
                            failure.error.level};
  std::string bytes(reinterpret_cast<const char*>(&head), sizeof(head));
  bytes += text.substr(0, PIPE_BUF - sizeof(head));
  // Without a reader there is no one to report to.
  if (write(pipe, bytes.data(), bytes.size()) < 0) _exit(1);
}

// Waits until the file is executed. Returns the failure if it could not be.
std::optional<Failure> ReadReport(int pipe) {
  std::string bytes;
  char buffer[PIPE_BUF];
  for (;;) {
    const ssize_t size = read(pipe, buffer, sizeof(buffer));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    bytes.append(buffer, size);
  }
  FailureHead head;
  if (bytes.size() < sizeof(head)) return std::nullopt;
  std::memcpy(&head, bytes.data(), sizeof(head));
  Failure failure;
  failure.number = head.number;
  auto text = bytes.substr(sizeof(head));
  if (head.number) {
    failure.call = std::move(text);
  } else {
    failure.error.code = head.code;
    failure.error.domain = head.domain;
    failure.error.level = head.level;
    failure.error.message = std::move(text);
  }
  return failure;
}

Failure SystemFailure(const char* call) { return {call, errno, {}}; }
Failure LibvirtFailure() { return {"", 0, Error::Take()}; }

// ---- Entering -----------------------------------------------------------------------------------

struct Command {
  std::string file;
  std::vector<std::string> args;
  std::vector<std::string> env;
  std::string cwd;
  unsigned int uid;
  unsigned int gid;
  std::vector<int> stdio;
};

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Runs in the process that executes the file. Returns what failed.
Failure Execute(Command& command, pid_t entering) {
  if (setgroups(0, nullptr) < 0) return SystemFailure("setgroups");
  if (setgid(command.gid) < 0) return SystemFailure("setgid");
  if (setuid(command.uid) < 0) return SystemFailure("setuid");
  if (chdir(command.cwd.c_str()) < 0) return SystemFailure("chdir");
  // After the change of user, which resets this setting.
  DieWithParent();
  // Inside a PID namespace the parent's PID is 0, unless another process has become the parent.
  const pid_t parent = getppid();
  if (parent != 0 && parent != entering) _exit(1);
  ResetSignals();
  const auto args = Pointers(command.args);
  const auto env = Pointers(command.env);
  // Also sets the PATH in which execvp searches.
  environ = const_cast<char**>(env.data());
  execvp(command.file.c_str(), args.data());
  return SystemFailure("execvp");
}

struct Container {
  std::unique_ptr<virConnect, int (*)(virConnectPtr)> connection;
  std::unique_ptr<virDomain, int (*)(virDomainPtr)> domain;
  OwnedFiles namespaces;
  virSecurityModel model = {};
  virSecurityLabel label = {};
};

int CloseConnection(virConnectPtr connection) { return symbols::virConnectClose(connection); }
int FreeDomain(virDomainPtr domain) { return symbols::virDomainFree(domain); }

// Finds the container. Needs no event loop, and starts none.
std::optional<Error> Find(const std::string& uri, const std::string& uuid, Container& container) {
  SymbolBase* const needed[] = {
      &symbols::virConnectOpen,
      &symbols::virDomainLxcOpenNamespace,
      &symbols::virDomainLxcEnterSecurityLabel,
      &symbols::virDomainLxcEnterCGroup,
      &symbols::virDomainLxcEnterNamespace,
  };
  for (auto* symbol : needed) {
    if (!symbol->Find()) return Error::Unavailable(*symbol);
  }
  container.connection.reset(symbols::virConnectOpen(uri.c_str()));
  if (!container.connection) return Error::Take();
  container.domain.reset(
      symbols::virDomainLookupByUUIDString(container.connection.get(), uuid.c_str()));
  if (!container.domain) return Error::Take();
  int* files = nullptr;
  const int count = symbols::virDomainLxcOpenNamespace(container.domain.get(), &files, 0);
  if (count < 0) return Error::Take();
  container.namespaces.Take(files, count);
  // Without a security driver there is neither.
  if (symbols::virNodeGetSecurityModel(container.connection.get(), &container.model) < 0 ||
      symbols::virDomainGetSecurityLabel(container.domain.get(), &container.label) < 0) {
    const auto error = Error::Take();
    if (error.code != VIR_ERR_NO_SUPPORT) return error;
    container.label.label[0] = '\0';
  }
  return std::nullopt;
}

// Runs in the process of one thread. Security label and cgroup come first, while their files are
// visible.
std::optional<Failure> Enter(Container& container) {
  const bool is_labelled = container.model.model[0] != '\0' && container.label.label[0] != '\0';
  if (is_labelled &&
      symbols::virDomainLxcEnterSecurityLabel(&container.model, &container.label, nullptr, 0) < 0) {
    return LibvirtFailure();
  }
  auto* domain = container.domain.get();
  if (symbols::virDomainLxcEnterCGroup(domain, 0) < 0) return LibvirtFailure();
  auto& files = container.namespaces;
  if (symbols::virDomainLxcEnterNamespace(domain, files.size(), files.data(), nullptr, nullptr, 0) <
      0) {
    return LibvirtFailure();
  }
  return std::nullopt;
}

[[noreturn]] void Run(Container& container, Command& command, pid_t helper, int report) {
  // The helper forwards what it received before.
  waiting.store(0);
  AdmitSignals();
  DieWithParent();
  if (getppid() != helper) _exit(1);
  PassOnly(command.stdio);
  if (const auto failure = Enter(container)) {
    Report(report, *failure);
    _exit(1);
  }
  // The change of credentials has reset it.
  DieWithParent();
  const pid_t entering = getpid();
  BlockSignals();
  const pid_t file = fork();
  if (file < 0) {
    Report(report, SystemFailure("fork"));
    _exit(1);
  }
  if (file == 0) {
    Report(report, Execute(command, entering));
    _exit(127);
  }
  // Or a reader of one of them would wait for the end of this process.
  for (int open = 0; open < kEndOfFiles; ++open) close(open);
  EndLike(file);
}

Napi::Value ToRecord(Napi::Env env, const Failure& failure) {
  if (!failure.number) return failure.error.ToRecord(env);
  auto record = Napi::Object::New(env);
  record["syscall"] = Napi::String::New(env, failure.call);
  record["errno"] = Napi::Number::New(env, failure.number);
  return record;
}

[[noreturn]] void Throw(Napi::Env env, const Failure& failure) {
  throw Napi::Error(env, ToRecord(env, failure));
}

// JS thread of the helper.
Napi::Value Start(Environment& environment, const Function& function,
                  const Napi::CallbackInfo& info) {
  const auto env = environment.env();
  Arguments arguments(environment, info, function.arguments);
  const auto uri = arguments.Next().ReadString();
  const auto uuid = arguments.Next().ReadString();
  Command command;
  command.file = arguments.Next().ReadString();
  command.args = arguments.Next().ReadStrings();
  command.env = arguments.Next().ReadStrings();
  command.cwd = arguments.Next().ReadString();
  command.uid = arguments.Next().ReadInteger<unsigned int>();
  command.gid = arguments.Next().ReadInteger<unsigned int>();
  command.stdio = arguments.Next().ReadIntegers<int>();
  const auto started = arguments.Next().ReadFunction();

  Container container{{nullptr, CloseConnection}, {nullptr, FreeDomain}, {}, {}, {}};
  if (const auto error = Find(uri, uuid, container)) Throw(env, {"", 0, *error});

  int ends[2];
  if (pipe(ends) < 0) Throw(env, SystemFailure("pipe"));
  File reader(ends[0]);
  File writer(ends[1]);
  const File null(open("/dev/null", O_RDWR | O_CLOEXEC));
  if (null.get() < 0) Throw(env, SystemFailure("open"));
  Forwarding forwarding;
  const pid_t helper = getpid();
  const pid_t entering = fork();
  if (entering < 0) Throw(env, SystemFailure("fork"));
  forwarding.Keep();
  if (entering == 0) {
    reader.Close();
    Run(container, command, helper, writer.get());
  }
  writer.Close();
  // From now on signals reach what becomes the file.
  child.store(entering);
  AdmitSignals();
  Forward();
  const auto failure = ReadReport(reader.get());
  reader.Close();
  if (failure) {
    while (waitpid(entering, nullptr, 0) < 0 && errno == EINTR) {
    }
    Throw(env, *failure);
  }
  started.Call({});
  // In this process their numbers must not be reused by Node.js.
  for (const int file : command.stdio) dup2(null.get(), file);
  EndLike(entering);
}

const Function kFunctions[] = {
    {symbols::virDomainLxcEnterNamespace, "uri uuid file args env cwd uid gid stdio started",
     Start},
};
const Table kTable(kFunctions);

}  // namespace

}  // namespace libvirt
