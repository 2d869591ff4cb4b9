#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "runtime/lane.h"
#include "runtime/message.h"

namespace libvirt {

// The threads on which libvirt is called, one set for the process. Elastic: a worker that leaves
// work in the queue wakes the next one, and threads are started only while work waits and the
// running ones are blocked rather than busy. Remote calls profit from many threads, local ones from
// few.
class Executor {
 public:
  // Never destroyed: threads may be in a call when the process exits.
  static Executor& Get();

  // Any thread, before the first job: starts the first worker. It lives as long as the process, so
  // that every job that is submitted later runs, even if no further thread can be started. Throws
  // std::system_error or std::bad_alloc if none can be started.
  void Prepare();

  // Any thread, also inside libvirt's locks. Jobs of one lane start in the order in which they were
  // submitted. Needs no memory and no thread, so that releases never fail.
  void Submit(const Lane::Pointer& lane, std::unique_ptr<Job> job) noexcept;

  // Any thread: a running job no longer counts against the limit of its lane.
  void Uncount(const Job& job) noexcept;

  // The process is about to exit: jobs that have not started never do, so that no thread enters
  // libvirt while exit handlers tear it down.
  void Stop();

  // Whether the calling thread is one of the workers.
  static bool OnWorker();

  // The lane whose job the calling worker runs, or null.
  static Lane::Pointer CurrentLane();

  // Worker thread: replaces CurrentLane while this exists.
  class InLane {
   public:
    explicit InLane(const Lane::Pointer& lane);
    InLane(const InLane&) = delete;
    InLane& operator=(const InLane&) = delete;
    ~InLane();

   private:
    const Lane::Pointer* const before_;
  };

  // The number of threads; for tests and benchmarks.
  std::size_t ThreadCount();

 private:
  using Clock = std::chrono::steady_clock;
  using Lock = std::unique_lock<std::mutex>;
  struct Worker;

  Executor() = default;

  [[nodiscard]] std::shared_ptr<Worker> NextToWake();
  static void Wake(const std::shared_ptr<Worker>& worker);
  void StartWorker();
  void Work(const std::shared_ptr<Worker>& self);
  bool WaitForWork(Lock& lock, const std::shared_ptr<Worker>& self);
  void RunNext(Lock& lock, Worker& self);
  void List(const Lane::Pointer& lane);

  void Grow();
  bool AddWorker(Lock& lock);
  bool WorkersAreBlocked(std::chrono::nanoseconds elapsed, std::chrono::nanoseconds& used_before);

  std::atomic<bool> prepared_{false};
  std::mutex mutex_;
  Queue<Lane::Pointer> ready_;  // lanes with a job that may start, first in, first out
  std::vector<std::shared_ptr<Worker>> workers_;
  std::vector<std::shared_ptr<Worker>> idle_;  // the one that worked last is woken first
  std::size_t waking_ = 0;                     // woken or started, but not running yet
  std::condition_variable grow_;
  bool growing_ = false;
  bool grower_started_ = false;
  bool stopped_ = false;
};

}  // namespace libvirt
