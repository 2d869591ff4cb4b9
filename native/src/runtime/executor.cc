#include "runtime/executor.h"

#include <pthread.h>
#include <time.h>

#include <algorithm>
#include <system_error>
#include <thread>

#include "runtime/thread.h"

namespace libvirt {

namespace {

using namespace std::chrono_literals;

// Enough for 64 connections that hang with all their calls; the rest waits in its lane.
constexpr std::size_t kMaxThreads = 1024;
constexpr auto kIdleTime = 10s;
// How long work waits before more threads are considered.
constexpr auto kGrowInterval = 100us;
constexpr auto kMaxGrowInterval = 5ms;
// Reading the clocks of more threads than this costs more than it tells.
constexpr std::size_t kMaxClocksRead = 64;

thread_local const Lane::Pointer* current_lane = nullptr;

}  // namespace

struct Executor::Worker {
  std::condition_variable wake;
  bool woken = false;
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

void Executor::Submit(const Lane::Pointer& lane, std::unique_ptr<Job> job) {
  Lock lock(mutex_);
  lane->in_flight_.fetch_add(1, std::memory_order_relaxed);
  lane->waiting_.push_back(std::move(job));
  List(lane);
  const auto worker = NextToWake(lock);
  lock.unlock();
  Wake(worker);
}

void Executor::Stop() {
  std::lock_guard lock(mutex_);
  stopped_ = true;
}

void Executor::List(const Lane::Pointer& lane) {
  if (lane->listed_ || !lane->Ready()) return;
  lane->listed_ = true;
  ready_.push_back(lane);
}

// One at a time: whoever takes a job and leaves more wakes the next. Null if there is nobody to
// wake; then a thread is started, or it is looked into.
std::shared_ptr<Executor::Worker> Executor::NextToWake(Lock& lock) {
  if (ready_.empty() || waking_ > 0 || stopped_) return nullptr;
  if (!idle_.empty()) {
    auto worker = std::move(idle_.back());
    idle_.pop_back();
    worker->woken = true;
    ++waking_;
    return worker;
  }
  if (workers_.empty()) {
    StartWorker(lock);
  } else if (!growing_) {
    if (!grower_started_) {
      grower_started_ = true;
      try {
        StartThread("libvirt-grow", [this] { Grow(); });
      } catch (const std::system_error&) {
        // The workers that exist will get there.
        grower_started_ = false;
        return nullptr;
      }
    }
    growing_ = true;
    grow_.notify_one();
  }
  return nullptr;
}

// Without the lock, on which the worker would have to wait at once.
void Executor::Wake(const std::shared_ptr<Worker>& worker) {
  if (worker) worker->wake.notify_one();
}

void Executor::StartWorker(Lock& lock) {
  ++waking_;
  lock.unlock();
  try {
    StartThread("libvirt-call", [this] { Work(); });
    lock.lock();
  } catch (const std::system_error&) {
    lock.lock();
    --waking_;
    // With no thread at all nothing would run: that is for the caller to know.
    if (workers_.empty()) throw;
  }
}

void Executor::Work() {
  const auto self = std::make_shared<Worker>();
#ifdef __linux__
  pthread_getcpuclockid(pthread_self(), &self->clock);
#endif
  Lock lock(mutex_);
  workers_.push_back(self);
  --waking_;
  do {
    while (!ready_.empty() && !stopped_) RunNext(lock);
  } while (WaitForWork(lock, self));
  workers_.erase(std::find(workers_.begin(), workers_.end(), self));
}

// False: there was nothing to do for long enough.
bool Executor::WaitForWork(Lock& lock, const std::shared_ptr<Worker>& self) {
  self->woken = false;
  idle_.push_back(self);
  // By the wall clock, which may at most be wrong about when to go: waiting by another needs a
  // function that no glibc before 2.30 has.
  const auto end = std::chrono::system_clock::now() + kIdleTime;
  if (self->wake.wait_until(lock, end, [&self] { return self->woken; })) {
    --waking_;
    return true;
  }
  idle_.erase(std::find(idle_.begin(), idle_.end(), self));
  return false;
}

void Executor::RunNext(Lock& lock) {
  Lane::Pointer lane = std::move(ready_.front());
  ready_.pop_front();
  lane->listed_ = false;
  std::unique_ptr<Job> job = std::move(lane->waiting_.front());
  lane->waiting_.pop_front();
  ++lane->running_;
  const bool exclusive = job->IsExclusive() || job->IsAlone();
  if (exclusive) lane->exclusive_ = true;
  List(lane);
  const auto next = NextToWake(lock);
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

  --lane->running_;
  if (exclusive) lane->exclusive_ = false;
  List(lane);
}

// Starts threads while work waits although the workers hardly use the processor.
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
        if (waking_ == 0) StartWorker(lock);
      } else {
        interval = std::min<std::chrono::nanoseconds>(interval * 2, kMaxGrowInterval);
      }
    }
  }
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
