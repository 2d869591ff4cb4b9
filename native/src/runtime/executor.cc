#include "runtime/executor.h"

#include <pthread.h>
#include <time.h>

#include <algorithm>
#include <exception>
#include <thread>

#include "runtime/thread.h"

namespace libvirt {

namespace {

using namespace std::chrono_literals;

// Enough for 64 connections that hang with all their calls; other jobs wait in their lanes.
constexpr std::size_t kMaxThreads = 1024;
constexpr auto kIdleTime = 10s;
// How long work waits before more threads are considered.
constexpr auto kGrowInterval = 100us;
constexpr auto kMaxGrowInterval = 5ms;
// How long to wait after a thread could not be started.
constexpr auto kRefusedInterval = 50ms;
// Reading more CPU clocks than this costs more than it gains.
constexpr std::size_t kMaxClocksRead = 64;

thread_local const Lane::Pointer* current_lane = nullptr;

}  // namespace

struct Executor::Worker {
  std::condition_variable wake;
  bool woken = false;
  // The running job, and whether it counts against the limit of its lane.
  const Job* job = nullptr;
  Lane::Pointer lane;
  bool counts = false;
#ifdef __linux__
  clockid_t clock = 0;
#endif
};

Executor& Executor::Get() {
  static auto& instance = *new Executor;
  return instance;
}

bool Executor::OnWorker() { return current_lane != nullptr; }

Lane::Pointer Executor::CurrentLane() { return current_lane ? *current_lane : nullptr; }

Executor::InLane::InLane(const Lane::Pointer& lane) : before_(current_lane) {
  current_lane = &lane;
}

Executor::InLane::~InLane() { current_lane = before_; }

std::size_t Executor::ThreadCount() {
  std::lock_guard lock(mutex_);
  return workers_.size();
}

void Executor::Prepare() {
  if (prepared_.load(std::memory_order_acquire)) return;
  std::lock_guard lock(mutex_);
  // Once stopped, no job runs any more.
  if (prepared_.load(std::memory_order_relaxed) || stopped_) return;
  // So that no worker has to allocate.
  workers_.reserve(kMaxThreads + 1);
  idle_.reserve(kMaxThreads + 1);
  if (!grower_started_) {
    StartThread("libvirt-grow", [this] { Grow(); });
    grower_started_ = true;
  }
  StartWorker();
  ++waking_;
  prepared_.store(true, std::memory_order_release);
}

void Executor::Submit(const Lane::Pointer& lane, std::unique_ptr<Job> job) noexcept {
  Lock lock(mutex_);
  lane->in_flight_.fetch_add(1, std::memory_order_relaxed);
  lane->calls_.fetch_add(1, std::memory_order_relaxed);
  lane->waiting_.Push(std::move(job));
  List(lane);
  const auto worker = NextToWake();
  lock.unlock();
  Wake(worker);
}

void Executor::Uncount(const Job& job) noexcept {
  Lock lock(mutex_);
  const auto found = std::find_if(workers_.begin(), workers_.end(), [&job](const auto& worker) {
    return worker->job == &job && worker->counts;
  });
  if (found == workers_.end()) return;
  auto& worker = **found;
  worker.counts = false;
  worker.lane->Count(job.wait(), -1);
  List(worker.lane);
  const auto next = NextToWake();
  lock.unlock();
  Wake(next);
}

void Executor::Stop() {
  std::lock_guard lock(mutex_);
  stopped_ = true;
}

void Executor::List(const Lane::Pointer& lane) {
  if (lane->listed_ || !lane->Next()) return;
  lane->listed_ = true;
  ready_.Push(lane);
}

// Wakes one worker at a time: a worker that leaves work behind wakes the next. Null if all are
// busy; then the growing thread decides whether to start another.
std::shared_ptr<Executor::Worker> Executor::NextToWake() {
  if (ready_.empty() || waking_ > 0 || stopped_) return nullptr;
  if (!idle_.empty()) {
    auto worker = std::move(idle_.back());
    idle_.pop_back();
    worker->woken = true;
    ++waking_;
    return worker;
  }
  if (!growing_) {
    growing_ = true;
    grow_.notify_one();
  }
  return nullptr;
}

// With the mutex free, or the worker would have to wait for it at once.
void Executor::Wake(const std::shared_ptr<Worker>& worker) {
  if (worker) worker->wake.notify_one();
}

void Executor::StartWorker() {
  StartThread("libvirt-call", [this, self = std::make_shared<Worker>()] { Work(self); });
}

void Executor::Work(const std::shared_ptr<Worker>& self) {
#ifdef __linux__
  pthread_getcpuclockid(pthread_self(), &self->clock);
#endif
  Lock lock(mutex_);
  workers_.push_back(self);
  --waking_;
  do {
    while (!ready_.empty() && !stopped_) RunNext(lock, *self);
  } while (WaitForWork(lock, self));
  workers_.erase(std::find(workers_.begin(), workers_.end(), self));
}

// False if no work arrived in time and another worker remains.
bool Executor::WaitForWork(Lock& lock, const std::shared_ptr<Worker>& self) {
  self->woken = false;
  idle_.push_back(self);
  // By the wall clock, which may at worst end an idle worker too early or too late: waiting by
  // another clock needs a function that glibc has only since 2.30.
  const auto end = std::chrono::system_clock::now() + kIdleTime;
  const auto woken = [&self] { return self->woken; };
  bool has_work = self->wake.wait_until(lock, end, woken);
  if (!has_work && workers_.size() == 1) {
    self->wake.wait(lock, woken);
    has_work = true;
  }
  if (has_work) {
    --waking_;
    return true;
  }
  idle_.erase(std::find(idle_.begin(), idle_.end(), self));
  return false;
}

void Executor::RunNext(Lock& lock, Worker& self) {
  const Lane::Pointer lane = ready_.Pop();
  lane->listed_ = false;
  std::unique_ptr<Job> job = lane->Next()->Pop();
  const auto wait = job->wait();
  lane->Count(wait, 1);
  self.job = job.get();
  self.lane = lane;
  self.counts = true;
  const bool exclusive = job->IsExclusive() || job->IsAlone();
  if (exclusive) lane->exclusive_ = true;
  List(lane);
  const auto next = NextToWake();
  lock.unlock();
  Wake(next);
  {
    const InLane in_lane(lane);
    if (job->IsWanted()) job->Run();
    lane->in_flight_.fetch_sub(1, std::memory_order_relaxed);
    auto& finished = *job;
    finished.Finish(std::move(job));
  }
  lock.lock();

  self.job = nullptr;
  self.lane = nullptr;
  if (self.counts) lane->Count(wait, -1);
  if (exclusive) lane->exclusive_ = false;
  List(lane);
}

// Starts threads while work waits although the workers use little CPU time.
void Executor::Grow() {
  Lock lock(mutex_);
  for (;;) {
    grow_.wait(lock, [this] { return growing_; });
    std::chrono::nanoseconds interval = kGrowInterval;
    std::chrono::nanoseconds used{};
    WorkersAreBlocked(interval, used);
    while (growing_) {
      const auto before = Clock::now();
      lock.unlock();
      std::this_thread::sleep_for(interval);
      lock.lock();
      if (ready_.empty() || stopped_ || !idle_.empty()) {
        growing_ = false;
      } else if (WorkersAreBlocked(Clock::now() - before, used) && workers_.size() < kMaxThreads) {
        interval = kGrowInterval;
        if (waking_ == 0 && !AddWorker(lock)) interval = kRefusedInterval;
      } else {
        interval = std::min<std::chrono::nanoseconds>(interval * 2, kMaxGrowInterval);
      }
    }
  }
}

// False if no thread can be started now: the existing workers will do the work.
bool Executor::AddWorker(Lock& lock) {
  ++waking_;
  lock.unlock();
  bool started = true;
  try {
    StartWorker();
  } catch (const std::exception&) {
    started = false;
  }
  lock.lock();
  if (!started) --waking_;
  return started;
}

bool Executor::WorkersAreBlocked(std::chrono::nanoseconds elapsed,
                                 std::chrono::nanoseconds& used_before) {
#ifdef __linux__
  if (workers_.size() > kMaxClocksRead) return true;
  std::chrono::nanoseconds used{};
  for (const auto& worker : workers_) {
    timespec time{};
    if (clock_gettime(worker->clock, &time) == 0) {
      used += std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
    }
  }
  const auto processors =
      std::min<std::size_t>(workers_.size(), std::max(1U, std::thread::hardware_concurrency()));
  const bool blocked = (used - used_before) * 2 < elapsed * processors;
  used_before = used;
  return blocked;
#else
  (void)elapsed;
  (void)used_before;
  return true;
#endif
}

}  // namespace libvirt
