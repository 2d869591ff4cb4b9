#pragma once

#include <memory>
#include <utility>

#include "runtime/queue.h"
#include "runtime/wait.h"

namespace libvirt {

class Environment;
class Mailbox;

// Something for the JavaScript thread of one environment. It may be destroyed on any thread, and
// undelivered: what it owns has to know where it may be released.
class Message {
 public:
  virtual ~Message() = default;
  // JS thread. Not called once the environment has ended.
  virtual void Deliver(Environment& environment) = 0;
  // Whether the promises that it settles have to run on before the next message is delivered.
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
  // Asked before Run: the environment that wanted the result may have ended.
  virtual bool IsWanted() const { return true; }
  // Whether later jobs of the same lane wait until this one is done.
  virtual bool IsExclusive() const { return false; }
  // Whether it also waits until all earlier ones are done.
  virtual bool IsAlone() const { return false; }
  // What it may have to wait for.
  virtual Wait wait() const { return Wait::kShort; }
  // Worker thread, after Run and after the lane has been told. Takes over the job.
  virtual void Finish(std::unique_ptr<Job> self) noexcept { self.reset(); }

 private:
  friend class Queue<std::unique_ptr<Job>>;
  std::unique_ptr<Job> next_;
};

// Lets go of something on a worker thread.
template <typename T>
class Discard final : public Job {
 public:
  explicit Discard(T what) : what_(std::move(what)) {}
  void Run() noexcept override { const T gone = std::move(what_); }

 private:
  T what_;
};

}  // namespace libvirt
