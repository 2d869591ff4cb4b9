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

// The threads on which libvirt is called, one set for the process. Elastic: a worker that finds
// more work wakes the next one, and threads are started only while work waits and those that run
// are blocked rather than busy. Remote calls profit from many threads, local ones from few.
class Executor {
 public:
  // Never destroyed: threads may be in a call when the process exits.
  static Executor& Get();

  // Any thread, before the first job: makes sure that there is a worker. It stays for as long as
  // the process, so that whatever is submitted later is done, however few threads there can be.
  // Throws std::system_error or std::bad_alloc where no thread can be started.
  void Prepare();

  // Any thread, inside libvirt's locks too. Jobs of one lane start in the order in which they came.
  // Needs no memory and no thread of its own, so that what has to be released always is.
  void Submit(const Lane::Pointer& lane, std::unique_ptr<Job> job) noexcept;

  // Any thread: a job that runs no longer takes one of its lane's threads.
  void Uncount(const Job& job) noexcept;

  // The process is about to exit: what has not begun stays where it is, so that no thread enters
  // libvirt while exit handlers take it down.
  void Stop();

  // Whether the calling thread is one of the workers.
  static bool OnWorker();

  // The lane for which the calling worker works, or null.
  static Lane::Pointer CurrentLane();

  // Worker thread: works for another lane while this exists.
  class InLane {
   public:
    explicit InLane(const Lane::Pointer& lane);
    InLane(const InLane&) = delete;
    InLane& operator=(const InLane&) = delete;
    ~InLane();

   private:
    const Lane::Pointer* const before_;
  };

  // Threads that exist now; for tests and benchmarks.
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
  Queue<Lane::Pointer> ready_;  // lanes with work that may start, in turn
  std::vector<std::shared_ptr<Worker>> workers_;
  std::vector<std::shared_ptr<Worker>> idle_;  // the last to have worked is the first to be woken
  std::size_t waking_ = 0;                     // woken or started, and not yet at work
  std::condition_variable grow_;
  bool growing_ = false;
  bool grower_started_ = false;
  bool stopped_ = false;
};

}  // namespace libvirt
