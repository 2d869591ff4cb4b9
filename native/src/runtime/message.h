#pragma once

#include <memory>
#include <utility>

#include "runtime/queue.h"
#include "runtime/wait.h"

namespace libvirt {

class Environment;
class Mailbox;

// Work for the JavaScript thread of one environment. May be destroyed on any thread, and
// undelivered: what it owns has to be safe to release there.
class Message {
 public:
  virtual ~Message() = default;
  // JS thread. Not called once the environment has ended.
  virtual void Deliver(Environment& environment) = 0;
  // Whether promise reactions have to run before the next message is delivered.
  virtual bool EndsTurn() const { return false; }

 private:
  friend class Queue<std::unique_ptr<Message>>;
  std::unique_ptr<Message> next_;
};

// Work for a worker thread.
class Job {
 public:
  virtual ~Job() = default;
  // Worker thread.
  virtual void Run() noexcept = 0;
  // Called before Run: false if the environment that wanted the result has ended.
  virtual bool IsWanted() const { return true; }
  // Whether later jobs of the same lane wait until this one is done.
  virtual bool IsExclusive() const { return false; }
  // Whether it also waits until all earlier jobs of the lane are done.
  virtual bool IsAlone() const { return false; }
  // What it may wait for.
  virtual Wait wait() const { return Wait::kShort; }
  // Worker thread, after Run and after the lane has counted the job as done. Takes over the job.
  virtual void Finish(std::unique_ptr<Job> self) noexcept { self.reset(); }

 private:
  friend class Queue<std::unique_ptr<Job>>;
  std::unique_ptr<Job> next_;
};

// Destroys a value on a worker thread.
template <typename T>
class Discard final : public Job {
 public:
  explicit Discard(T value) : value_(std::move(value)) {}
  void Run() noexcept override { const T discarded = std::move(value_); }

 private:
  T value_;
};

}  // namespace libvirt
